import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRunClock } from '../../../../src/commands/check/run-clock.ts';
import { askTargets } from '../../../../src/commands/check/targets/ask-targets.ts';
import { explainByTunnel, type OpenedTunnel, openTunnels } from '../../../../src/commands/check/targets/tunnels.ts';
import { createRedactor } from '../../../../src/redaction/redactor.ts';
import { createClusterThread, withClusterThread } from '../../../../src/run/threads/cluster-thread.ts';
import { execUser, serveCluster, writeKubeconfig } from '../../../kubernetes/live-cluster.ts';
import { outcomeOf, planOf, recordEvents, registrationOf } from '../../../run/sample-plans.ts';
import { stopAfterTest } from '../../../support/for-test.ts';
import { pollUntil } from '../../../support/poll-until.ts';
import { NO_ANSWER } from '../../../support/port-forward.ts';
import { makeResult } from '../../../support/sample-report.ts';
import { tcpSilent } from '../../../support/tcp-faults.ts';

const TCP = { probes: ['tcp'], timeoutMs: 20_000 } as const;

/** A run on the cluster of a kubeconfig, from outside, which ends with the test. */
const runOn = (kubeconfig: string, runTimeoutMs?: number) => {
  const interrupt = new AbortController();
  const clock = createRunClock(runTimeoutMs, { since: performance.now(), interrupt: interrupt.signal });
  const run = {
    flags: { kubeconfig },
    io: { env: { PATH: process.env.PATH }, interrupt: interrupt.signal },
    clock,
    redactor: createRedactor(),
    namespaces: null,
  } as unknown as Parameters<typeof askTargets>[2];
  const tunnels = openTunnels(run);
  onTestFinished(() => {
    interrupt.abort();
    tunnels.close();
    clock.stop();
  });
  const open = (registration: Parameters<typeof tunnels.open>[2] = TCP) =>
    tunnels.open({ kind: 'Service', namespace: 'shop', name: 'web' }, { pod: 'web-1', port: 8080 }, registration);
  const explained = (tunnel: OpenedTunnel) => {
    const { message, ...result } = explainByTunnel(makeResult({ status: 'failed' }), { pod: 'web-1', tunnel }, clock);
    return `${outcomeOf(result)}: ${message}`;
  };
  return { run, open, explained, interrupt };
};

describe('the way to a pod', () => {
  it('is what failed, not the pod, where the kubeconfig cannot be used', async () => {
    const { open, explained } = runOn('/nowhere/kubeconfig');
    expect(explained(await open())).toMatch(/^error\/dependency: not asked through the API server: .*kubeconfig/);
  });

  it('is what failed, where a credential plugin gives nothing', async () => {
    const user = execUser('echo expired >&2; exit 1');
    const { open, explained } = runOn(await writeKubeconfig({ url: 'https://127.0.0.1:9' }, { user }));
    expect(explained(await open())).toMatch(/^error\/dependency: not asked through the API server: /);
  });

  it('is waited for no longer than the timeout of the check, though a credential plugin waits for somebody', async () => {
    const user = execUser('exec sleep 60');
    const { open, explained } = runOn(await writeKubeconfig({ url: 'https://127.0.0.1:9' }, { user }));
    const began = performance.now();
    const tunnel = await open({ ...TCP, timeoutMs: 200 });
    expect(performance.now() - began).toBeLessThan(5000);
    expect(explained(tunnel)).toBe(
      'timeout/connect_timeout: not asked through the API server: nothing was forwarded within the timeout of the check',
    );
  });

  it.each([
    ['an interrupt', undefined, 'error/interrupted: the run was interrupted before this check ended'],
    ["the run's deadline", 300, "timeout/deadline_run: the run's deadline (300ms) passed before this check ended"],
  ])('says nothing of the pod where %s cuts it off', async (_, runTimeoutMs, expected) => {
    const api = await serveCluster({ forwards: { 'shop/web-1:8080': NO_ANSWER } });
    const { open, explained, interrupt, run } = runOn(await writeKubeconfig(api), runTimeoutMs);
    const tunnel = await open({ ...TCP, probes: ['http'] });
    const client = connect(tunnel.port, '127.0.0.1').on('error', () => {});
    onTestFinished(() => void client.destroy());
    const opening = open();
    if (runTimeoutMs === undefined) {
      await pollUntil(() => api.connections() === 2, { what: 'two connections to the API server' });
      interrupt.abort();
    }
    expect(explained(await opening)).toBe(expected);
    await pollUntil(() => tunnel.tunnel?.failure() !== undefined, { what: 'the failure of the open connection' });
    expect(explained(tunnel)).toBe(expected);
    expect(run.clock.ended.aborted).toBe(true);
  });
});

it('a run with targets leaves its checks what is left of its time when the ways are open', async () => {
  const { port, host } = await stopAfterTest(tcpSilent());
  const { run } = runOn('/nowhere/kubeconfig', 200);
  const params = { url: `http://${host}:${port}/` };
  const silent = registrationOf('http-endpoint', { group: 'endpoint', probes: ['http'], params, timeoutMs: 20_000 });
  const plan = planOf([silent], { runTimeoutMs: 60_000 });
  const { results } = await withClusterThread(createClusterThread(1), (thread) =>
    askTargets(plan, recordEvents().events, run, thread),
  );
  expect(results.map(outcomeOf)).toEqual(['timeout/deadline_run']);
});
