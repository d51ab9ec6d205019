import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Registration } from '../../src/check/check.ts';
import { run } from '../../src/run/run.ts';
import { contended } from '../support/contention.ts';
import { silent } from '../support/faults.ts';
import { startHttp } from '../support/http.ts';
import { type Listener, listen } from '../support/listen.ts';
import { listener, many, outcomeOf, planOf, registration } from './plans.ts';

// The built-in catalogue and its probes, in their threads.

let hostile: Listener;
let mute: Listener;
let web: Listener;
beforeAll(async () => {
  hostile = await listen((socket) => void socket.end(`${'word '.repeat(40)}!`));
  mute = await silent();
  web = await startHttp();
});
afterAll(() => Promise.all([hostile.stop(), mute.stop(), web.stop()]));

const tcp = { check: 'tcp-connection', group: 'endpoint', probes: ['tcp'] } as const;

const timed = async (registrations: readonly Registration[]) => {
  const { events } = listener();
  const since = performance.now();
  const [{ results, stuck }, slowness] = await contended(() =>
    run(planOf(registrations), events, new AbortController().signal),
  );
  return { results, stuck, ms: performance.now() - since, slowness };
};

it('a pattern of the config that never ends on a hostile answer is timeout/deadline_check, and 200 others are healthy', async () => {
  const { host, port } = hostile;
  const params = { host, port, expect: '^(\\w+\\s?)*$' };
  const bad = registration('tcp-connection', { ...tcp, params, timeoutMs: 1500 });
  const good = many(200, 'tcp-connection', { ...tcp, params: { host, port }, timeoutMs: 5000 });
  const without = await timed(good);
  const { results, stuck, ms, slowness } = await timed([bad, ...good]);
  expect(results[0]).toMatchObject({ status: 'timeout', reason: 'deadline_check' });
  expect(results[0]?.message).toContain('it blocked its thread; reached the phase request');
  expect([results.filter(({ healthy }) => healthy).length, stuck]).toEqual([200, false]);
  expect(ms - without.ms).toBeLessThan(2 * bad.timeoutMs + 1000 * slowness);
});

it('1,000 checks of a server that never answers end as timeout, all at once', async () => {
  const of = (url: string) =>
    many(1000, 'http-endpoint', { group: 'endpoint', probes: ['http'], params: { url }, timeoutMs: 5000 });
  const answered = await timed(of(`http://${web.host}:${web.port}/ok`));
  expect(answered.results.every(({ healthy }) => healthy)).toBe(true);
  const { results, stuck, ms, slowness } = await timed(of(`http://${mute.host}:${mute.port}/`));
  expect(new Set(results.map(outcomeOf))).toEqual(new Set(['timeout/deadline_attempt']));
  expect([results.length, mute.accepted(), stuck]).toEqual([1000, 1000, false]);
  // The rest is what the machine takes for a thousand checks; the bench measures it.
  expect(ms - answered.ms).toBeLessThan(5000 + 500 * slowness);
});
