import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeKubeconfig } from '../kubernetes/live-cluster.ts';
import { runWithContention } from '../support/contention.ts';
import { folderForSuite } from '../support/for-test.ts';
import { pollUntil } from '../support/poll-until.ts';
import { KAVMON_ENTRY } from '../support/repository.ts';
import { runProcess, startKavmon } from '../support/run-process.ts';
import { tcpSilent } from '../support/tcp-faults.ts';

const folder = folderForSuite('frozen-readers');

/** Opened for both, so that there is a reader, which never reads. */
const FROZEN_STREAM = 'exec 9<>"$1"; shift; exec "$@"';

/** A cluster that is not there, with a log that is longer than a pipe. */
const LONG_RUN = [
  '--kubeconfig',
  '/nowhere',
  '--cronjob',
  '-l',
  'debug',
  '--no-metrics',
  '-o',
  'json',
  '-o',
  'html=/dev/null',
];

it.each([
  ['standard output', '>&9'],
  ['standard error', '2>&9'],
])('ends with the run when nobody reads %s', async (name, redirect) => {
  const fifo = join(folder.path, name.replace(' ', '-'));
  execFileSync('mkfifo', [fifo]);
  const script = FROZEN_STREAM.replace('exec "$@"', `exec "$@" ${redirect}`);
  const args = ['-c', script, 'sh', fifo, process.execPath, KAVMON_ENTRY, ...LONG_RUN, '--run-timeout', '3'];
  const [run, slowness] = await runWithContention(() => runProcess('sh', args));
  expect([run.timedOut, run.signal, run.leftovers]).toEqual([false, undefined, []]);
  expect(run.durationMs).toBeLessThan(4_000 + 2_000 * slowness);
});

it('has written its documents when a second SIGTERM comes during an export that hangs', async () => {
  const silent = await tcpSilent();
  const path = join(folder.path, 'report.json');
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${silent.port}`, KUBECONFIG: '/nowhere' };
  const running = await startKavmon(['-n', 'crash-loops', '-o', `json=${path}`, '--telemetry-timeout', '20'], { env });
  await pollUntil(() => silent.accepted() > 0, { what: 'the export', ms: 20_000 });
  await running.kill('SIGTERM');
  const text = await pollUntil(() => readFile(path, 'utf8'), { what: 'the report' });
  await running.kill('SIGTERM');
  await running.ended;
  await silent.stop();
  expect(JSON.parse(text)).toMatchObject({
    run: { exitCode: 143 },
    warnings: ['telemetry was not sent yet when this was written: the run was interrupted'],
  });
});

it('ends `snapshot save` with 143 after SIGTERM, and saves nothing', async () => {
  const silent = await tcpSilent();
  const kubeconfig = await writeKubeconfig({ url: `http://127.0.0.1:${silent.port}` });
  const file = join(folder.path, 'snapshot.json.gz');
  const running = await startKavmon(['snapshot', 'save', file, '--kubeconfig', kubeconfig, '-n', 'crash-loops']);
  await pollUntil(() => silent.accepted() > 0, { what: 'a request', ms: 20_000 });
  await running.kill('SIGTERM');
  const { code } = await running.ended;
  await silent.stop();
  expect(code).toBe(143);
  await expect(readFile(file)).rejects.toThrow('ENOENT');
});
