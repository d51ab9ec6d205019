import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crashingPod } from '../kubernetes/api-objects.ts';
import { serveCluster, TWO_PODS, writeKubeconfig } from '../kubernetes/live-cluster.ts';
import { runWithContention } from '../support/contention.ts';
import { folderForTest } from '../support/for-test.ts';
import { pollUntil } from '../support/poll-until.ts';
import { KAVMON_ENTRY } from '../support/repository.ts';
import { runKavmon, runProcess, startKavmon } from '../support/run-process.ts';

const VERBS: Readonly<Record<string, readonly string[]>> = {
  status: ['status', '--all-namespaces'],
  'status --watch': ['status', '--all-namespaces', '--watch'],
  triage: ['triage', 'pod/a', '-n', 'shop'],
};

const ONCE = { ...VERBS, 'check -o json': ['check', '-n', 'crash-loops', '--no-metrics', '-o', 'json'] };

/** On a busy machine. */
const LIMIT = { timeout: 100_000 };

describe('a verb that asks a cluster', LIMIT, () => {
  it.each(
    Object.entries(VERBS).flatMap(([verb, args]) => [
      [verb, 'SIGTERM', 143, args] as const,
      [verb, 'SIGINT', 130, args] as const,
    ]),
  )('%s, ends by %s while nothing answers, with its exit code', async (_, signal, exitCode, args) => {
    const server = await serveCluster({ fault: () => 'silent' });
    const running = await startKavmon([...args, '--kubeconfig', await writeKubeconfig(server)]);
    await pollUntil(() => server.seen.length > 0, { what: 'a request', ms: 30_000 });
    const [{ code, leftovers, durationMs }, slowness] = await runWithContention(async () => {
      const since = performance.now();
      await running.kill(signal);
      return { ...(await running.ended), durationMs: performance.now() - since };
    });
    expect([code, leftovers]).toEqual([exitCode, []]);
    expect(durationMs).toBeLessThan(2_000 + 2_000 * slowness);
  });

  it.each(Object.entries(ONCE))('%s, ends by its deadline where nobody reads what it prints', async (_, args) => {
    const fifo = join(await folderForTest('frozen'), 'fifo');
    execFileSync('mkfifo', [fifo]);
    const kubeconfig = await writeKubeconfig(await serveCluster(TWO_PODS));
    // The pipe is full before it begins.
    const script = 'exec 9<>"$1"; shift; head -c 65536 /dev/zero >&9; exec "$@" >&9';
    const command = [process.execPath, KAVMON_ENTRY, ...args, '--kubeconfig', kubeconfig, '--run-timeout', '4'];
    const [run, slowness] = await runWithContention(() => runProcess('sh', ['-c', script, 'sh', fifo, ...command]));
    expect([run.timedOut, run.signal, run.leftovers]).toEqual([false, undefined, []]);
    expect(run.durationMs).toBeLessThan(5_000 + 2_000 * slowness);
  });

  it.each(['/dev/full', 'a reader that has gone'])(
    'status --watch, ends when what it prints goes to %s',
    async (sink) => {
      const kubeconfig = await writeKubeconfig(await serveCluster(TWO_PODS));
      const command = [process.execPath, KAVMON_ENTRY, ...(VERBS['status --watch'] ?? []), '--kubeconfig', kubeconfig];
      const script = sink === '/dev/full' ? 'exec "$@" > /dev/full' : 'set -o pipefail; "$@" | true';
      const [run, slowness] = await runWithContention(() =>
        runProcess('bash', ['-c', script, 'bash', ...command, '--for', '60s']),
      );
      expect([run.timedOut, run.code, run.leftovers]).toEqual([false, 1, []]);
      expect(run.durationMs).toBeLessThan(6_000 + 4_000 * slowness);
    },
  );

  it.each(Object.entries(ONCE))('%s, says that a full disk took what it prints', async (_, args) => {
    const kubeconfig = await writeKubeconfig(await serveCluster(TWO_PODS));
    const { code, stderr } = await runKavmon([...args, '--kubeconfig', kubeconfig, '--run-timeout', '20'], {
      prefix: ['sh', '-c', 'exec "$@" > /dev/full', 'sh'],
    });
    expect(code).toBe(1);
    expect(stderr).toContain('cannot write to standard output: ');
  });

  it.each(['status', 'triage'])('%s, ends by its deadline at lists that go round in a circle', async (verb) => {
    const items = Array.from({ length: 200 }, (_, index) => crashingPod(`pod-${index}`));
    const server = await serveCluster({
      lists: { '/api/v1/pods': { kind: 'PodList', items } },
      fault: ({ path }) => (path.endsWith('/pods') ? 'circle' : undefined),
    });
    const args = [...(VERBS[verb] ?? []), '--kubeconfig', await writeKubeconfig(server), '--run-timeout', '3'];
    const [run, slowness] = await runWithContention(() => runKavmon(args));
    expect([run.timedOut, run.leftovers]).toEqual([false, []]);
    expect(run.code).not.toBe(0);
    expect(run.durationMs).toBeLessThan(3_500 + 1_000 * slowness);
  });
});
