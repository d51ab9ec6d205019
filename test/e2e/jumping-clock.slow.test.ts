import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { allLists, serveCluster, writeKubeconfig } from '../kubernetes/live-cluster.ts';
import { folderForTest, stopAfterTest } from '../support/for-test.ts';
import { startHttpServer } from '../support/http.ts';
import { pollUntil } from '../support/poll-until.ts';
import { type ReportedRun, runForReport } from './run-for-report.ts';

/** Sets the clock of a process, and of each of its threads and children, once there is a file. */
const JUMP = `
const { existsSync } = require('node:fs');
const now = Date.now.bind(Date);
const jumped = () => now() + (existsSync(process.env.JUMP_FILE) ? Number(process.env.JUMP_MS) : 0);
globalThis.Date = class extends Date {
  constructor(...parts) { super(...(parts.length === 0 ? [jumped()] : parts)); }
  static now() { return jumped(); }
};
`;

/** A check that runs while the clock is set. */
const OWN_CHECK = `import { existsSync } from 'node:fs';
export default {
  name: 'own-wait', group: 'custom', title: 'Waits', why: 'It shows when it ran.', remedy: 'Nothing.',
  async run() {
    while (!existsSync(process.env.JUMP_FILE)) await new Promise((done) => setTimeout(done, 10));
    return [];
  },
};`;

/** What a result or the run says of time. */
type Timed = { readonly startedAt: string; readonly durationMs: number; readonly endedAt?: string };

const timesOf = ({ startedAt, durationMs }: Timed): readonly [from: number, to: number] => [
  Date.parse(startedAt),
  Date.parse(startedAt) + durationMs,
];

/** Of the run, of its results and of their attempts. */
const expectTimesInOrder = ({ report, durationMs, code }: ReportedRun): void => {
  expect(code).toBe(0);
  expect(report.run.durationMs).toBeGreaterThan(0);
  expect(report.run.durationMs).toBeLessThanOrEqual(durationMs);
  const [begin, end] = timesOf(report.run);
  const parts = report.results.flatMap((result) => [result, ...result.attempts]).map(timesOf);
  expect(parts.filter(([from, to]) => from < begin - 2 || to < from || to > end + 2)).toEqual([]);
  expect(report.results.flatMap(({ phases }) => phases).filter(({ ms }) => ms < 0 || ms > durationMs)).toEqual([]);
};

it.each([
  ['back', -3_600_000],
  ['forward', 3_600_000],
])(
  'a clock that is set %s an hour during the run leaves no duration negative, and every check within it',
  async (_, ms) => {
    const folder = await folderForTest('jumping-clock');
    const [web, cluster] = [await stopAfterTest(startHttpServer()), await serveCluster(allLists())];
    const inFolder = (name: string) => join(folder, name);
    const [jump, config, file] = [inFolder('jump.cjs'), inFolder('kavmon.yaml'), inFolder('clock-was-set')];
    const url = `${web.url}/slow/600`;
    const services = { web: { checks: { 'http-endpoint': { url } } }, own: { checks: { 'own-wait': {} } } };
    await mkdir(join(folder, 'checks'));
    await writeFile(join(folder, 'checks/own-wait.mjs'), OWN_CHECK);
    await writeFile(jump, JUMP);
    await writeFile(config, JSON.stringify({ cluster: 'test', services }));
    const args = ['-c', config, '--checks', join(folder, 'checks'), '-s', 'web,own,cluster', '--all-namespaces'];
    const env = { NODE_OPTIONS: `--require ${jump}`, JUMP_FILE: file, JUMP_MS: String(ms) };
    const running = runForReport([...args, '--kubeconfig', await writeKubeconfig(cluster)], { env });
    await pollUntil(() => web.requests.length > 0, { what: 'a request', ms: 20_000 });
    await writeFile(file, '');
    const run = await running;
    expect(run.outcomes).toMatchObject({ 'own-wait': 'ok/-' });
    expectTimesInOrder(run);
  },
);

it("an API server's clock that is far from ours is a warning of the run", async () => {
  const refused = { status: 403, headers: { date: 'Sat, 21 Nov 2020 10:00:00 GMT' } };
  const server = await serveCluster({ lists: {}, fault: () => refused });
  const args = ['--kubeconfig', await writeKubeconfig(server), '--all-namespaces', '-n', 'crash-loops', '--no-metrics'];
  const { report, outcomes } = await runForReport(args);
  expect(outcomes).toEqual({ 'crash-loops': 'error/permission' });
  expect(report.warnings.filter((warning) => warning.includes("the API server's clock is "))).toHaveLength(1);
});
