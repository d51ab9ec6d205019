import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { execUser, serveCluster, TWO_PODS, writeKubeconfig } from '../kubernetes/live-cluster.ts';
import { issueAuthority, issueCertificate } from '../support/certificates.ts';
import { runWithContention } from '../support/contention.ts';
import { folderForSuite } from '../support/for-test.ts';
import { KAVMON_ENTRY } from '../support/repository.ts';
import { runKavmon, runProcess, startKavmon } from '../support/run-process.ts';
import { runForReport } from './run-for-report.ts';

const folder = folderForSuite('hostile-inputs');
/** A FIFO without a writer: its `open` never returns. */
let fifo: string;
beforeAll(async () => {
  fifo = join(folder.path, 'fifo');
  execFileSync('mkfifo', [fifo]);
  await mkdir(join(folder.path, 'modules'));
  for (let index = 0; index < 40; index++)
    await writeFile(
      join(folder.path, 'modules', `hang-${index}.mjs`),
      'await new Promise((go) => setTimeout(go, 1e9));',
    );
});

/** Runs under a limit of two seconds; the rest of the time is for the start of the program on a busy machine. */
const expectReportInTime = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const [run, slowness] = await runWithContention(() =>
    runForReport([...args, '--run-timeout', '2', '--no-metrics'], { env }),
  );
  expect(run.durationMs).toBeLessThan(3_000 + 2_000 * slowness);
  expect([run.code, run.leftovers]).toEqual([1, []]);
  return run.report.results;
};

const POD_CHECKS = ['--all-namespaces', '-n', 'crash-loops'];
const OVERDUE = { reason: 'deadline_run', healthy: false };

describe('a run whose input never comes ends with a report by its deadline when', () => {
  it('the kubeconfig is a FIFO', async () => {
    expect(await expectReportInTime(['--kubeconfig', fifo, ...POD_CHECKS])).toMatchObject([OVERDUE]);
  });

  it('the token file of the kubeconfig is a FIFO', async () => {
    const root = issueAuthority();
    const tls = issueCertificate({ subject: 'server', names: ['127.0.0.1'], issuer: root });
    const cluster = { 'certificate-authority-data': Buffer.from(root.cert).toString('base64') };
    const server = await serveCluster({ ...TWO_PODS, tls });
    const kubeconfig = await writeKubeconfig(server, { cluster, user: { tokenFile: fifo } });
    expect(await expectReportInTime(['--kubeconfig', kubeconfig, ...POD_CHECKS])).toMatchObject([OVERDUE]);
  });

  it('a thread waits in a blocking call for the authority of a kubeconfig with a plugin', async () => {
    const cluster = { server: 'https://127.0.0.1:1', 'certificate-authority': fifo };
    const kubeconfig = await writeKubeconfig({ url: '' }, { cluster, user: execUser('echo {}') });
    expect(await expectReportInTime(['--kubeconfig', kubeconfig, ...POD_CHECKS])).toMatchObject([OVERDUE]);
  });

  it('the snapshot is a FIFO', async () => {
    expect(await expectReportInTime(['--snapshot', fifo, '-n', 'crash-loops'])).toMatchObject([OVERDUE]);
  });

  it('the snapshot never ends', async () => {
    const started = `<(echo '{"kind":"List","apiVersion":"v1","items":['; yes '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"b"}},')`;
    const script = `exec "$0" "$@" --snapshot ${started}`;
    const args = [KAVMON_ENTRY, '-n', 'crash-loops', '-o', 'json', '--run-timeout', '2', '--no-metrics'];
    const { stdout, code } = await runProcess('bash', ['-c', script, process.execPath, ...args]);
    expect([JSON.parse(stdout).results, code]).toMatchObject([[OVERDUE], 1]);
  });

  it('a configuration is a FIFO', async () => {
    expect(await expectReportInTime(['-c', fifo])).toMatchObject([OVERDUE]);
  });

  it('forty modules of checks never load', async () => {
    expect(await expectReportInTime(['--checks', join(folder.path, 'modules')])).toMatchObject([OVERDUE]);
  });

  it.each([['--snapshot'], ['--kubeconfig'], ['-c']])('SIGTERM comes while %s is a FIFO', async (flag) => {
    const running = await startKavmon([flag, fifo, '-n', 'crash-loops', '-o', 'json', '--no-metrics', '-l', 'debug']);
    // Nothing shows from outside that the reading has begun.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await running.kill('SIGTERM');
    const { stdout, code } = await running.ended;
    expect(JSON.parse(stdout).results).toMatchObject([{ status: 'error', reason: 'interrupted', healthy: false }]);
    expect(code).toBe(143);
  });
});

describe('a snapshot that is a bomb', () => {
  it('is refused at the first line without an end, in little memory', async () => {
    const path = join(folder.path, 'bomb.json.gz');
    const header = '{"kind":"KavmonSnapshot","version":1,"takenAt":"2026-01-01T00:00:00Z"}\n';
    await writeFile(
      path,
      gzipSync(Buffer.concat([Buffer.from(header), Buffer.alloc(600 * 2 ** 20, 'a')]), { level: 1 }),
    );
    const running = await startKavmon(['--snapshot', path, '-n', 'crash-loops', '--no-metrics'], { measure: true });
    const { stderr, code, peakMemory = Number.NaN } = await running.ended;
    expect(stderr).toContain('a line of it is larger than 16 MiB');
    expect([code, peakMemory < 250 * 2 ** 20]).toEqual([2, true]);
  });
});

const repeatLines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

const PAGE = 'services:\n  a:\n    checks:\n      http-endpoint:\n        url: http://a\n';

/** What there is too much of, how many of them, and the configuration that has so many. */
const LARGE_CONFIGURATIONS: readonly (readonly [what: string, count: number, text: (count: number) => string])[] = [
  [
    'services with a wrong key each',
    16_000,
    (count) => `services:\n${repeatLines(count, (n) => `  s-${n}:\n    cheks: 1`)}`,
  ],
  [
    'checks with a wrong key each',
    12_000,
    (count) =>
      `services:\n  a:\n    checks:\n${repeatLines(count, (n) => `      c-${n}: { check: tcp-connection, hst: a }`)}`,
  ],
  ['wrong keys of one check', 49_000, (count) => `${PAGE}${repeatLines(count, (n) => `        k${n}: 1`)}`],
  [
    'headers of a wrong type',
    40_000,
    (count) => `${PAGE}        headers:\n${repeatLines(count, (n) => `          k${n}: 1`)}`,
  ],
  [
    'secrets that are not there',
    24_000,
    (count) =>
      `${PAGE}        headers:\n${repeatLines(count, (n) => `          k${n}: { env: NO_${n} }`)}\n        urll: 1`,
  ],
  [
    'ignores of unknown checks',
    16_000,
    (count) => `ignore:\n${repeatLines(count, (n) => `  - { check: c-${n}, reason: x }`)}`,
  ],
  ['keys', 300_000, (count) => repeatLines(count, (n) => `k${n}: 1`)],
  ['equal keys', 200_000, (count) => repeatLines(count, () => 'a: 1')],
  [
    'services that select all workloads',
    12_000,
    (count) => `services:\n${repeatLines(count, (n) => `  s-${n}:\n    workloads: { selector: a=b }`)}`,
  ],
];

/** How long kavmon takes to refuse a configuration, in milliseconds. */
const timeRefusal = async (text: string): Promise<number> => {
  const path = join(folder.path, 'without-measure.yaml');
  await writeFile(path, text);
  const { stderr, code, durationMs } = await runKavmon(['-c', path, '--no-metrics']);
  expect([code, stderr.length > 0, stderr.length < 150_000]).toEqual([2, true, true]);
  return durationMs;
};

describe('a configuration without measure', () => {
  it.each(LARGE_CONFIGURATIONS)(
    'is refused in time in proportion to its size where it has too many %s',
    async (_, count, text) => {
      const quarterMs = await timeRefusal(text(count / 4));
      expect(await timeRefusal(text(count))).toBeLessThan(6 * quarterMs);
    },
  );

  it('does not hold up the deadline of the run', async () => {
    const path = join(folder.path, 'large.yaml');
    const checks = repeatLines(12_000, (n) => `      c-${n}: { check: tcp-connection, host: a, port: 1 }`);
    await writeFile(path, `services:\n  a:\n    checks:\n${checks}`);
    expect(await expectReportInTime(['-c', path])).not.toEqual([]);
  });
});
