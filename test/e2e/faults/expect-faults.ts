import { expect } from 'vitest';
import { pollUntil } from '../../support/poll-until.ts';
import { ASKED_SERVICES } from './asked-services.ts';
import { FAULTS, type FaultName } from './broken-servers.ts';
import { EXPECTED_OUTCOMES, outcomesOf } from './expected-outcomes.ts';
import { CANARY_PASSWORD, type FaultsRun } from './run-faults.ts';

const ENOUGH_MEMORY = 700 * 1024 * 1024;

/** Of each check and each of these faults of its protocol: the outcome, and what it says. */
export const expectOutcomes = ({ run }: FaultsRun, names: readonly FaultName[]): void => {
  const wrong = names.flatMap((fault) =>
    Object.keys(ASKED_SERVICES).flatMap((check) => {
      const outcome = run.outcomes[`${check}.${fault}`];
      if (outcome === undefined) return [];
      const { message } = run.result(`${check}.${fault}`);
      const fits = outcomesOf(fault, check).includes(outcome) && EXPECTED_OUTCOMES[fault].says.test(message);
      return fits ? [] : [`${check} of ${fault}: ${outcome}: ${message}`];
    }),
  );
  expect(wrong).toEqual([]);
  expect(Object.keys(run.outcomes).filter((name) => name.includes('.'))).toHaveLength(countAsked(names));
};

/** Faults of TCP are none of DNS by UDP and NTP, and not every protocol has a login. */
const countAsked = (names: readonly FaultName[]): number => {
  const all = Object.values(ASKED_SERVICES);
  const unasked: Readonly<Partial<Record<FaultName, readonly string[]>>> = {
    ...Object.fromEntries(Object.keys(FAULTS).map((name) => [name, ['dns', 'ntp']])),
    ...{ refused: [], 'missing-name': [], silent: [], garbage: [], 'refused-login': ['tcp', 'tls'] },
  };
  return names.reduce(
    (count, name) => count + all.filter(({ protocol }) => !unasked[name]?.includes(protocol)).length,
    0,
  );
};

/** What holds for each run: its end, what it leaves, its memory, and what it never says. */
export const expectCleanEnd = async ({ run, timeoutMs, slowness, stillConnected }: FaultsRun): Promise<void> => {
  const deadlines = run.report.results.map(({ startedAt }) => Date.parse(startedAt) + timeoutMs);
  expect(run.endedAt - Math.max(...deadlines)).toBeLessThan(1000 * slowness);
  for (const { name, durationMs } of run.report.results)
    expect(durationMs, name).toBeLessThan(timeoutMs + 1000 * slowness);
  expect(run).toMatchObject({ code: 1, leftovers: [], timedOut: false });
  expect(run.peakMemory).toBeLessThan(ENOUGH_MEMORY);
  const output = run.stdout + run.stderr;
  expect(output).not.toContain(CANARY_PASSWORD);
  expect(output).not.toContain(Buffer.from(`kavmon:${CANARY_PASSWORD}`).toString('base64'));
  for (const { name, status, message, phases } of run.report.results)
    if (status === 'timeout')
      expect([message, phases.at(-1)?.done], name).toEqual([
        expect.stringMatching(/no answer.*(reached|tried)/),
        false,
      ]);
  // `closing` does not read, so it does not see the end of the client's side.
  const open = () => stillConnected().filter((name) => !name.startsWith('closing '));
  await pollUntil(() => open().length === 0, { what: `the end of the connections to ${open()}`, ms: 2000 });
};
