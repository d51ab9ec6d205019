import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/result.ts';
import { startApiServer } from '../support/api-server.ts';
import { runWithContention } from '../support/contention.ts';
import { pollUntil } from '../support/poll-until.ts';
import { KAVMON_ENTRY } from '../support/repository.ts';
import { runKavmon, runProcess, startKavmon } from '../support/run-process.ts';
import { runForReport } from './run-for-report.ts';
import { logMessages, type RunTargets, startRunTargets } from './run-targets.ts';

describe('the end of a run', () => {
  let targets: RunTargets;
  beforeAll(async () => {
    targets = await startRunTargets('end');
  });
  afterAll(() => targets.stop());

  it('judges what was read of the cluster when one list hangs until the run is nearly over', async () => {
    const nodes = { kind: 'NodeList', items: [{ metadata: { name: 'n', creationTimestamp: '2026-01-01T00:00:00Z' } }] };
    const server = await startApiServer({
      lists: { '/api/v1/nodes': nodes },
      fault: ({ path }) => (path.endsWith('/pods') ? 'silent' : undefined),
    });
    const kubeconfig = join(targets.folder, 'hanging.json');
    const contexts = [{ name: 'c', context: { cluster: 'c', user: 'u' } }];
    const clusters = [{ name: 'c', cluster: { server: server.url } }];
    const users = [{ name: 'u', user: { token: 'none' } }];
    await writeFile(kubeconfig, JSON.stringify({ 'current-context': 'c', contexts, clusters, users }));
    const args = ['--kubeconfig', kubeconfig, '--all-namespaces', '-n', 'crash-loops,node-cordoned', '--no-metrics'];
    // Reading ends at four fifths of the run timeout; the rest is enough to start the threads on a busy machine.
    const { stdout } = await runKavmon([...args, '-o', 'json', '--run-timeout', '15']);
    await server.stop();
    const outcomes = (JSON.parse(stdout) as Report).results.map(({ name, status, reason }) => [name, status, reason]);
    expect(outcomes).toEqual([
      ['crash-loops', 'error', 'deadline_run'],
      ['node-cordoned', 'ok', null],
    ]);
  });

  it('takes a run timeout of 0 for none, as -t does', async () => {
    const args = await targets.endpointArgs('limitless', targets.good());
    expect((await runKavmon([...args, '--run-timeout', '0'])).code).toBe(0);
  });

  it('ends by the deadline of the run and says what it did not see', async () => {
    const args = await targets.endpointArgs('late', targets.hanging());
    const [end, slowness] = await runWithContention(() => runForReport([...args, '--run-timeout', '1']));
    expect(end.report.results).toMatchObject([{ status: 'timeout', reason: 'deadline_run', healthy: false }]);
    expect(end.code).toBe(1);
    // One second for the run and one for its end; the rest is for the start of the program.
    expect(end.durationMs).toBeLessThan(1000 + 3000 * slowness);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('reports what there is on %s and exits %i', async (signal, code) => {
    const checks = { ...targets.hanging(), 'tcp-connection': { host: '127.0.0.1', port: targets.silent.port } };
    const running = await startKavmon(await targets.endpointArgs(signal, checks));
    await pollUntil(() => running.stdout().includes('Check succeeded.'), { what: 'the healthy check', ms: 20_000 });
    await running.kill(signal);
    const { stdout, ...ended } = await running.ended;
    expect(ended.code).toBe(code);
    expect(logMessages(stdout)).toContain('Check could not be evaluated.');
    expect(logMessages(stdout).at(-1)).toBe('Kavmon checks finished');
  });

  it('exits 0 on a signal under --cronjob', async () => {
    const args = [...(await targets.endpointArgs('cron-signal', targets.hanging())), '--cronjob'];
    const running = await startKavmon(args);
    await pollUntil(() => running.stdout().includes('execution started'), { what: 'the check', ms: 20_000 });
    await running.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
  });

  it('is quiet when its reader goes away', async () => {
    const args = await targets.endpointArgs('pipe', targets.bad());
    const script = `"$0" "$@" | head -c 10; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await runProcess('bash', ['-c', script, process.execPath, KAVMON_ENTRY, ...args]);
    expect(stdout).toMatch(/1\n$/);
    expect(stderr).toBe('');
  });

  it('drains what it writes to a slow reader', async () => {
    const list = Array.from({ length: 300 }, (_, index) => ({
      name: `tcp-${index}`,
      host: '127.0.0.1',
      port: targets.refused,
    }));
    const args = [...(await targets.endpointArgs('slow', { 'tcp-connection': list })), '-o', 'json'];
    // Elapsing time is what is tested.
    const script = '"$0" "$@" 2>/dev/null | (sleep 2; cat)';
    const { stdout } = await runProcess('bash', ['-c', script, process.execPath, KAVMON_ENTRY, ...args]);
    expect(stdout.length).toBeGreaterThan(200_000);
    expect(JSON.parse(stdout).results).toHaveLength(300);
  });
});
