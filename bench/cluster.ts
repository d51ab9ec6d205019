import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlPlaneMissing, startControlPlane } from '../test/cluster/cluster.ts';
import { fillPods } from '../test/cluster/pods.ts';
import { type ClusterProgram, clusterReaders, clusterScanners, kavmonOnCluster } from './cluster-programs.ts';
import { type BenchProgram, comparePrograms, type RunMeasurement } from './measure.ts';
import { type ListPages, pagesOf, readAccess, requestsOf, viewsOf } from './pages.ts';
import type { BenchRow, RowBudget, TimedRow } from './row.ts';

const NAMESPACE_COUNT = 500;
const FAULT_PERCENT = 2;

/** Fewer on a large cluster: the continue tokens of curl's pages expire after some five minutes. */
const runsOn = (pods: number): number => (pods > 10_000 ? 3 : 5);

/** Requests beyond the pages: the version, events and logs. */
const MORE_REQUESTS = 50;

/** Upper bounds by the number of pods up to which they hold; memory grows with the pods beyond 10,000. */
const BUDGETS: readonly (readonly [pods: number, budget: RowBudget])[] = [
  [100, { ms: 250 }],
  [10_000, { ratio: 1, cpuMs: 1_100, mb: 125 }],
  [50_000, { ratio: 1, mb: 200 }],
  [100_000, { ratio: 1, mb: 300 }],
];

/**
 * All default cluster checks on so many pods of 12 KB, two of a hundred in a crash loop, on a real API server: beside
 * curl that reads the same pages, and beside other programs. A cluster that runs already (`test/cluster/up.ts --pods`)
 * is taken from `KAVMON_BENCH_KUBECONFIG`. No rows where no control plane can be started.
 */
export const clusterRead = async (pods: number): Promise<readonly BenchRow[]> => {
  const given = process.env.KAVMON_BENCH_KUBECONFIG;
  if (given !== undefined) return measureCluster(given);
  const missing = await controlPlaneMissing();
  if (missing !== undefined) {
    process.stderr.write(`the cluster is not measured: ${missing}\n`);
    return [];
  }
  const cluster = await startControlPlane({ controllers: false });
  try {
    await fillPods(cluster, { pods, namespaces: NAMESPACE_COUNT, faultPercent: FAULT_PERCENT });
    return await measureCluster(cluster.kubeconfig);
  } finally {
    await cluster.stop();
  }
};

const measureCluster = async (kubeconfig: string): Promise<readonly BenchRow[]> => {
  const whole = await measureScope(kubeconfig, undefined);
  return [...whole, ...(await measureScope(kubeconfig, 'load-7'))];
};

const measureScope = async (kubeconfig: string, namespace: string | undefined): Promise<readonly BenchRow[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'kavmon-bench-'));
  const access = await readAccess(kubeconfig, folder);
  const kavmon = kavmonOnCluster(kubeconfig, namespace);
  const output = join(folder, 'kavmon.json');
  const requests = await requestsOf(access, () => comparePrograms({ kavmon: { ...kavmon, output } }, 1));
  const views = viewsOf(await readFile(output, 'utf8'));
  const pages = await pagesOf(access, views, namespace);
  const programs: Readonly<Record<string, ClusterProgram>> = {
    'curl, same pages': await curlProgram(pages, access.curl, folder),
    'curl, pods alone': await curlProgram({ ...pages, urls: pages.ofPods }, access.curl, folder),
    ...(await clusterReaders(kubeconfig, namespace)),
    ...(namespace === undefined ? clusterScanners(kubeconfig) : {}),
    kavmon,
  };
  const taken = await comparePrograms(outputsIn(folder, programs), runsOn(pages.pods));
  const work = namespace === undefined ? `${pages.pods} pods` : `one namespace, ${pages.pods} pods`;
  const rows = Object.entries(taken).map(async ([program, measured]): Promise<TimedRow> => {
    const count = programs[program]?.found;
    const found = count?.(await readFile(outputPath(folder, program), 'utf8'));
    return { work, program, ...measured, ...(found === undefined ? {} : { found }) };
  });
  const beside = taken['curl, same pages'] as RunMeasurement;
  return (await Promise.all(rows)).map((row) =>
    row.program === 'kavmon' ? { ...row, ...judgeRow({ row, beside, pages, requests }) } : row,
  );
};

interface JudgedRow {
  readonly row: TimedRow;
  readonly beside: RunMeasurement;
  readonly pages: ListPages;
  readonly requests: number;
}

const judgeRow = ({
  row,
  beside,
  pages,
  requests,
}: JudgedRow): Pick<BenchRow, 'than' | 'ratio' | 'requests' | 'budget'> => {
  const [, budget] = BUDGETS.find(([most]) => pages.pods <= most) ?? [];
  return {
    requests,
    than: 'curl, same pages',
    ratio: row.ms / beside.ms,
    budget: { ...budget, requests: pages.urls.length + MORE_REQUESTS },
  };
};

/** One curl that reads them one after another over one connection. */
const curlProgram = async ({ urls }: ListPages, settings: string, folder: string): Promise<BenchProgram> => {
  const file = join(folder, `${urls.length}-pages.curl`);
  await writeFile(file, `${settings}${urls.map((url) => `url = "${url}"\n`).join('')}`);
  return { argv: ['curl', '--compressed', '--fail-early', '--fail', '-A', 'kavmon', '-K', file] };
};

/** Keeps the output of programs whose findings are counted. */
const outputsIn = (
  folder: string,
  programs: Readonly<Record<string, ClusterProgram>>,
): Readonly<Record<string, BenchProgram>> =>
  Object.fromEntries(
    Object.entries(programs).map(([name, program]) => [
      name,
      program.found === undefined ? program : { ...program, output: outputPath(folder, name) },
    ]),
  );

const outputPath = (folder: string, program: string): string => join(folder, program.replaceAll(/\W+/g, '-'));
