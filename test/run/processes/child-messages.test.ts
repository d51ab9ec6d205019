import { expect, it } from 'vitest';
import type { Registration } from '../../../src/check/check.ts';
import { resultOfRegistration } from '../../../src/run/processes/child-messages.ts';
import { makeResult } from '../../support/sample-report.ts';

const REGISTRATION = {
  name: 'own',
  check: 'own',
  group: 'custom',
  service: 'shop',
  severity: 'error',
} as unknown as Registration;

it('a result that claims another time, or more of it than there was, is placed in the time that its process had', () => {
  const startedAt = '2001-01-01T00:00:00.000Z';
  const attempts = [{ n: 1, startedAt: '1970-01-01T00:00:00.000Z', durationMs: 1e300, status: 'ok' as const }];
  const claimed = makeResult({ startedAt, endedAt: startedAt, durationMs: 1e300, attempts });
  const began = Date.now();
  const result = resultOfRegistration(claimed, REGISTRATION, performance.now() - 500);
  const [attempt] = result.attempts;
  for (const { startedAt: at, durationMs } of [result, ...(attempt === undefined ? [] : [attempt])]) {
    expect(Math.abs(Date.parse(at) - (began - 500))).toBeLessThan(1_000);
    expect(durationMs).toBeGreaterThan(499);
    expect(durationMs).toBeLessThan(2_000);
  }
  expect(Date.parse(result.endedAt) - Date.parse(result.startedAt)).toBeCloseTo(result.durationMs, -1);
});
