import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kavmonProgram } from './kavmon.ts';
import { type ClusterSize, MADE_NAMESPACE, startMadeCluster } from './made-cluster.ts';
import { comparePrograms } from './measure.ts';
import type { BenchRow, RowBudget, TimedRow } from './row.ts';

const MEMORY_RUNS = 3;

/** What memory may grow with, and how far it is looked at. */
interface GrowthCase {
  readonly of: string;
  readonly counts: readonly number[];
  readonly size: (count: number) => ClusterSize;
  /** The namespaces that are read. */
  readonly namespaces: (count: number) => readonly string[];
  /** Of the largest count in MB, and of the growth in KB for each one more. */
  readonly budget: RowBudget & { readonly slope: number };
}

const oneNamespace = (): readonly string[] => [MADE_NAMESPACE];

const GROWTH_CASES: readonly GrowthCase[] = [
  {
    of: 'namespaces whose lists are empty',
    counts: [1, 250, 500, 1000],
    size: () => ({ crashing: 0, events: 0, messageBytes: 0 }),
    namespaces: (count) => Array.from({ length: count }, (_, index) => `space-${index}`),
    budget: { mb: 140, slope: 60 },
  },
  {
    of: 'events about ten pods that crash',
    counts: [1000, 25_000, 50_000, 75_000],
    size: (events) => ({ crashing: 10, events, messageBytes: 300 }),
    namespaces: oneNamespace,
    budget: { mb: 140, slope: 1 },
  },
  {
    of: 'pods that crash, two findings each',
    counts: [100, 5000, 10_000, 20_000],
    size: (crashing) => ({ crashing, events: 0, messageBytes: 0 }),
    namespaces: oneNamespace,
    budget: { slope: 35 },
  },
];

/** Peak memory by namespaces, by events and by findings: each linear, so that its slope from the first count is the same in all rows. */
export const memoryGrowth = async (): Promise<readonly BenchRow[]> => {
  const rows: BenchRow[] = [];
  for (const one of GROWTH_CASES) rows.push(...(await growthRows(one)));
  return rows;
};

const growthRows = async ({ of, counts, budget, ...one }: GrowthCase): Promise<readonly BenchRow[]> => {
  const rows: (TimedRow & { readonly count: number })[] = [];
  for (const count of counts) {
    const measured = await measureCluster(one.size(count), one.namespaces(count));
    const [first] = rows;
    const slope = first === undefined ? {} : { slope: ((measured.mb - first.mb) * 1024) / (count - first.count) };
    rows.push({
      count,
      work: `${count} ${of}`,
      program: 'kavmon',
      ...measured,
      ...slope,
      budget: { slope: budget.slope },
    });
  }
  return rows.map(({ count: _, ...row }, at) => (at === rows.length - 1 ? { ...row, budget } : row));
};

const measureCluster = async (size: ClusterSize, namespaces: readonly string[]) => {
  const { kubeconfig, stop } = await startMadeCluster(size);
  try {
    const config = join(await mkdtemp(join(tmpdir(), 'kavmon-bench-')), 'kavmon.yaml');
    await writeFile(config, JSON.stringify({ namespaces }));
    const args = ['check', '--kubeconfig', kubeconfig, '-c', config, '-o', 'json', '-l', 'error', '--no-metrics'];
    return (await comparePrograms({ kavmon: kavmonProgram(args) }, MEMORY_RUNS)).kavmon;
  } finally {
    stop();
  }
};
