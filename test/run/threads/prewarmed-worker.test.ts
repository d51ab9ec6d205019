import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPlan } from '../../../src/run/run-plan.ts';
import { startPrewarmedPool } from '../../../src/run/threads/prewarmed-worker.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { listenTcp, type TestListener } from '../../support/tcp-server.ts';
import { outcomeOf, planOf, recordEvents, registrationOf } from '../sample-plans.ts';

let tcpServer: TestListener;
beforeAll(async () => {
  tcpServer = await listenTcp((socket) => void socket.resume());
});
afterAll(() => tcpServer.stop());

const startPool = () => startPrewarmedPool({ probes: ['tcp'], checks: ['tcp-connection', 'no-such-check'] });

const countThreads = (): number => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

const tcpPlan = () => {
  const { host, port } = tcpServer;
  const params = { host, port };
  return planOf([registrationOf('tcp-connection', { probes: ['tcp'], params, parsed: { ...params, close: false } })]);
};

const runTcpPlan = (prewarmed: ReturnType<typeof startPool>) =>
  runPlan(tcpPlan(), recordEvents().events, new AbortController().signal, prewarmed).then(({ results, stuck }) => ({
    outcomes: results.map(outcomeOf),
    stuck,
  }));

describe('a prewarmed thread', () => {
  it('runs the checks, also when it has nothing left to load, and is gone with the run', async () => {
    const before = countThreads();
    expect(await runTcpPlan(startPool())).toEqual({ outcomes: ['ok/-'], stuck: false });
    const ready = startPool();
    // A thread does not say that it has loaded its code: it gets this time.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await runTcpPlan(ready)).toEqual({ outcomes: ['ok/-'], stuck: false });
    await pollUntil(() => countThreads() <= before, { what: 'the end of the threads' });
  });

  it('ends when it is disposed of, unless it was taken', async () => {
    const before = countThreads();
    const unwanted = startPool();
    expect(countThreads()).toBeGreaterThan(before);
    await unwanted?.dispose();
    await pollUntil(() => countThreads() <= before, { what: 'the end of the thread' });
    const wanted = startPool();
    const running = runTcpPlan(wanted);
    await wanted?.dispose();
    expect(await running).toEqual({ outcomes: ['ok/-'], stuck: false });
  });

  it('is not there where the system gives none, and the run goes its usual way', async () => {
    process.env.NODE_OPTIONS = '--no-such-flag';
    const prewarmed = startPool();
    delete process.env.NODE_OPTIONS;
    expect(prewarmed).toBeUndefined();
    expect(await runTcpPlan(prewarmed)).toEqual({ outcomes: ['ok/-'], stuck: false });
  });
});
