import { expect, it } from 'vitest';
import { createLogRecorder, type LoggedEvent } from '../../../src/telemetry/logs/log-recorder.ts';

const eventOf = (bytes: number): LoggedEvent => ({
  level: 'info',
  message: 'Kavmon checks finished',
  fields: { part: 1 },
  document: { field: 'health_check_results', value: 'x'.repeat(bytes) },
});

it('keeps events with the time at which they came', () => {
  const recorder = createLogRecorder();
  const before = Date.now();
  recorder.add(eventOf(10));
  const [event] = recorder.events();
  expect(event).toMatchObject(eventOf(10));
  expect(event?.time).toBeGreaterThan(before - 1000);
  expect(event?.time).toBeLessThan(Date.now() + 1000);
  expect(recorder.cut()).toBe(0);
});

it('keeps events without their documents where these are too much, then none, and counts both', () => {
  const recorder = createLogRecorder(1000);
  recorder.add(eventOf(600));
  recorder.add(eventOf(600));
  recorder.add({ ...eventOf(0), document: undefined });
  for (let n = 0; n < 20; n++) recorder.add(eventOf(600));
  const documents = recorder.events().map(({ document }) => document !== undefined);
  expect(documents.slice(0, 3)).toEqual([true, false, false]);
  expect(documents.length).toBeLessThan(10);
  expect(recorder.cut()).toBe(21);
  expect(JSON.stringify(recorder.events()).length).toBeLessThan(1500);
});
