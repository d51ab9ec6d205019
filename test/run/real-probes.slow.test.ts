import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Registration } from '../../src/check/check.ts';
import { runPlan } from '../../src/run/run-plan.ts';
import { runWithContention } from '../support/contention.ts';
import { startHttpServer } from '../support/http.ts';
import { tcpSilent } from '../support/tcp-faults.ts';
import { listenTcp, type TestListener } from '../support/tcp-server.ts';
import { manyRegistrations, outcomeOf, planOf, recordEvents, registrationOf } from './sample-plans.ts';

// The built-in catalogue and its probes, in their threads.

let hostileServer: TestListener;
let silentServer: TestListener;
let webServer: TestListener;
beforeAll(async () => {
  hostileServer = await listenTcp((socket) => void socket.end(`${'word '.repeat(40)}!`));
  silentServer = await tcpSilent();
  webServer = await startHttpServer();
});
afterAll(() => Promise.all([hostileServer.stop(), silentServer.stop(), webServer.stop()]));

const tcpCheck = { check: 'tcp-connection', group: 'endpoint', probes: ['tcp'] } as const;

const runTimed = async (registrations: readonly Registration[]) => {
  const { events } = recordEvents();
  const since = performance.now();
  const [{ results, stuck }, slowness] = await runWithContention(() =>
    runPlan(planOf(registrations), events, new AbortController().signal),
  );
  return { results, stuck, ms: performance.now() - since, slowness };
};

it('a pattern of the config that never ends on a hostile answer is timeout/deadline_check, and 200 others are healthy', async () => {
  const { host, port } = hostileServer;
  const params = { host, port, expect: '^(\\w+\\s?)*$' };
  const bad = registrationOf('tcp-connection', { ...tcpCheck, params, timeoutMs: 1500 });
  const good = manyRegistrations(200, 'tcp-connection', { ...tcpCheck, params: { host, port }, timeoutMs: 5000 });
  const without = await runTimed(good);
  const { results, stuck, ms, slowness } = await runTimed([bad, ...good]);
  expect(results[0]).toMatchObject({ status: 'timeout', reason: 'deadline_check' });
  expect(results[0]?.message).toContain('it blocked its thread; reached the phase request');
  expect([results.filter(({ healthy }) => healthy).length, stuck]).toEqual([200, false]);
  expect(ms - without.ms).toBeLessThan(2 * bad.timeoutMs + 1000 * slowness);
});

it('1,000 checks of a server that never answers end as timeout, all at once', async () => {
  const of = (url: string) =>
    manyRegistrations(1000, 'http-endpoint', { group: 'endpoint', probes: ['http'], params: { url }, timeoutMs: 5000 });
  const answered = await runTimed(of(`http://${webServer.host}:${webServer.port}/ok`));
  expect(answered.results.every(({ healthy }) => healthy)).toBe(true);
  const { results, stuck, ms, slowness } = await runTimed(of(`http://${silentServer.host}:${silentServer.port}/`));
  expect(new Set(results.map(outcomeOf))).toEqual(new Set(['timeout/deadline_attempt']));
  expect([results.length, silentServer.accepted(), stuck]).toEqual([1000, 1000, false]);
  // The rest is what the machine takes for a thousand checks; the bench measures it.
  expect(ms - answered.ms).toBeLessThan(5000 + 500 * slowness);
});
