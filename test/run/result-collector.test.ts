import { expect, it } from 'vitest';
import { createResultCollector } from '../../src/run/result-collector.ts';
import { planOf, recordEvents, registrationOf } from './sample-plans.ts';

it('the collector tells twenty warnings of each registration, wherever it ran, and each of a bounded length', () => {
  const { events, warnings } = recordEvents();
  const collector = createResultCollector(planOf([registrationOf('loud'), registrationOf('quiet')]), events);
  for (let index = 0; index < 1000; index++) collector.warning(0, 'x'.repeat(10_000));
  collector.warning(1, 'one');
  expect(warnings).toHaveLength(21);
  expect(warnings.at(0)).toBe(`test/loud: ${'x'.repeat(2000)}`);
  expect(warnings.slice(-2)).toEqual(['test/loud: its further warnings are left out', 'test/quiet: one']);
});

it('a result names the thread that began it last, and one that never began names none', () => {
  const { events } = recordEvents();
  const collector = createResultCollector(planOf([registrationOf('again'), registrationOf('never')]), events);
  const verdict = { status: 'error', reason: 'worker_lost', message: 'lost' } as const;
  collector.started(0, 1);
  collector.started(0, 2);
  collector.end(0, verdict);
  collector.end(1, verdict);
  expect(collector.results().map(({ thread }) => thread)).toEqual([2, undefined]);
});
