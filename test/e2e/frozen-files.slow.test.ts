import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { serveCluster, TWO_PODS, writeKubeconfig } from '../kubernetes/live-cluster.ts';
import { runWithContention } from '../support/contention.ts';
import { folderForTest } from '../support/for-test.ts';
import { runKavmon } from '../support/run-process.ts';

const COLLECTOR = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://127.0.0.1:1' };
const ALERTMANAGER = { KAVMON_ALERTMANAGER_URL: 'http://127.0.0.1:1' };

it.each([
  ['OTEL_EXPORTER_OTLP_CERTIFICATE', COLLECTOR],
  ['OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY', COLLECTOR],
  ['KAVMON_ALERTMANAGER_TOKEN_FILE', ALERTMANAGER],
])('A FIFO that nobody writes as %s costs the export, and not the report', async (name, env) => {
  const fifo = join(await folderForTest('frozen-files'), 'fifo');
  execFileSync('mkfifo', [fifo]);
  const kubeconfig = await writeKubeconfig(await serveCluster(TWO_PODS));
  const args = [
    '--kubeconfig',
    kubeconfig,
    '--all-namespaces',
    '-n',
    'crash-loops',
    '--telemetry-timeout',
    '1',
    '-o',
    'json',
  ];
  const { stdout, timedOut } = await runKavmon(args, { env: { ...env, [name]: fifo } });
  expect(timedOut).toBe(false);
  const { results, telemetry } = JSON.parse(stdout);
  expect(results).toMatchObject([{ name: 'crash-loops' }]);
  expect(telemetry.exporters).toMatchObject([{ ok: false }]);
  expect(telemetry.exporters[0].error).toMatch(/no regular file|within|cannot be read/);
});

it('A drill whose kubeconfig is a FIFO ends by its deadline', async () => {
  const fifo = join(await folderForTest('frozen-files'), 'fifo');
  execFileSync('mkfifo', [fifo]);
  const [run, slowness] = await runWithContention(() =>
    runKavmon(['drill', '-n', 'drill', '--kubeconfig', fifo, '--run-timeout', '2']),
  );
  expect(run.stderr).toMatch(/the run's deadline \(2 ?s\) passed before/);
  expect([run.code, run.leftovers]).toEqual([2, []]);
  expect(run.durationMs).toBeLessThan(3_000 + 2_000 * slowness);
});

it.each(['version', 'list', 'completion bash', 'explain crash-loops'])(
  'What %s prints on a disk that is full is an error, not a success without words',
  async (verb) => {
    const full = ['sh', '-c', 'exec "$@" > /dev/full', 'sh'];
    const { code, stderr } = await runKavmon(verb.split(' '), { prefix: full });
    expect(code).toBe(1);
    expect(stderr).toContain('kavmon: cannot write to standard output: ');
  },
);
