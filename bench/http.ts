import { kavmonOnUrls } from './kavmon.ts';
import { comparePrograms } from './measure.ts';
import { peersOn } from './peers.ts';
import type { BenchRow, RowBudget, TimedRow } from './row.ts';
import type { ServerPorts } from './server.ts';

const HTTP_RUNS = 3;

/** How many checks Kavmon runs at once. */
const CONCURRENCY_LIMIT = 2000;

interface HttpCase {
  readonly checks: number;
  readonly latencyMs: number;
  readonly budget: RowBudget;
}

const HTTP_CASES: readonly HttpCase[] = [
  { checks: 100, latencyMs: 0, budget: {} },
  { checks: 100, latencyMs: 200, budget: {} },
  { checks: 1000, latencyMs: 0, budget: {} },
  { checks: 1000, latencyMs: 200, budget: { mb: 130 } },
];

/** Many HTTP checks of one server, beside the latency alone and beside other programs. */
export const httpChecks = async (ports: ServerPorts): Promise<readonly BenchRow[]> => {
  const rows: BenchRow[] = [];
  for (const one of HTTP_CASES) rows.push(...(await runCase(one, ports)));
  return rows;
};

const runCase = async (
  { checks, latencyMs, budget }: HttpCase,
  { http }: ServerPorts,
): Promise<readonly BenchRow[]> => {
  const urls = Array.from({ length: checks }, (_, index) => `http://127.0.0.1:${http}/${latencyMs}/${index}`);
  const taken = await comparePrograms(
    { kavmon: await kavmonOnUrls(urls, ['--no-metrics']), ...(await peersOn(urls)) },
    HTTP_RUNS,
  );
  const work = `${checks} HTTP checks, ${latencyMs} ms`;
  const ideal: BenchRow = {
    work,
    program: 'ideal',
    ms: Math.ceil(checks / CONCURRENCY_LIMIT) * latencyMs,
    cpuMs: 0,
    mb: 0,
    exitCode: 0,
  };
  const rows = Object.entries(taken).map(([program, measured]) => ({ work, program, ...measured }));
  return [
    ideal,
    ...rows.map((row) => (row.program === 'kavmon' ? { ...row, ...compareWithPeer(row, rows, budget) } : row)),
  ];
};

/** The ratio to cloudprober, the fastest of the other programs, when it is installed. */
const compareWithPeer = (
  row: TimedRow,
  rows: readonly TimedRow[],
  budget: RowBudget,
): Pick<BenchRow, 'than' | 'ratio' | 'budget'> => {
  const other = rows.find(({ program }) => program === 'cloudprober');
  if (other === undefined) return { budget };
  return {
    than: 'cloudprober',
    ratio: row.ms / other.ms,
    budget: budget.mb === undefined ? budget : { ...budget, ratio: 1.5 },
  };
};
