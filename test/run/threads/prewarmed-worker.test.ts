import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../src/run/run.ts';
import { startEarlyThread } from '../../../src/run/threads/prewarmed-worker.ts';
import { type Listener, listen } from '../../support/listen.ts';
import { until } from '../../support/until.ts';
import { listener, outcomeOf, planOf, registration } from '../plans.ts';

let server: Listener;
beforeAll(async () => {
  server = await listen((socket) => void socket.end());
});
afterAll(() => server.stop());

const start = () => startEarlyThread({ probes: ['tcp'], checks: ['tcp-connection', 'no-such-check'] });

const threads = (): number => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

const plan = () => {
  const { host, port } = server;
  const params = { host, port };
  return planOf([registration('tcp-connection', { probes: ['tcp'], params, parsed: { ...params, close: false } })]);
};

const go = (early: ReturnType<typeof start>) =>
  run(plan(), listener().events, new AbortController().signal, early).then(({ results, stuck }) => ({
    outcomes: results.map(outcomeOf),
    stuck,
  }));

describe('a thread that starts early', () => {
  it('runs the checks, also when it has nothing left to load, and is gone with the run', async () => {
    const before = threads();
    expect(await go(start())).toEqual({ outcomes: ['ok/-'], stuck: false });
    const ready = start();
    // A thread does not say that it has loaded its code: it gets this time.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await go(ready)).toEqual({ outcomes: ['ok/-'], stuck: false });
    await until(() => threads() <= before, { what: 'the end of the threads' });
  });

  it('that nobody wants is ended, and one that is taken is not', async () => {
    const before = threads();
    const unwanted = start();
    expect(threads()).toBeGreaterThan(before);
    await unwanted?.dispose();
    await until(() => threads() <= before, { what: 'the end of the thread' });
    const wanted = start();
    const running = go(wanted);
    await wanted?.dispose();
    expect(await running).toEqual({ outcomes: ['ok/-'], stuck: false });
  });

  it('is not there where the system gives none, and the run goes its usual way', async () => {
    process.env.NODE_OPTIONS = '--no-such-flag';
    const early = start();
    delete process.env.NODE_OPTIONS;
    expect(early).toBeUndefined();
    expect(await go(early)).toEqual({ outcomes: ['ok/-'], stuck: false });
  });
});
