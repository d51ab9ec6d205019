import { kavmonOn } from './kavmon.ts';
import { compare } from './measure.ts';
import { peersOn } from './peers.ts';
import type { Budget, Row, Timed } from './row.ts';
import type { Ports } from './server.ts';

const RUNS = 3;

/** Checks that kavmon lets wait at once. */
const LIMIT = 2000;

interface Case {
  readonly checks: number;
  readonly latencyMs: number;
  readonly budget: Budget;
}

const CASES: readonly Case[] = [
  { checks: 100, latencyMs: 0, budget: {} },
  { checks: 100, latencyMs: 200, budget: {} },
  { checks: 1000, latencyMs: 0, budget: {} },
  { checks: 1000, latencyMs: 200, budget: { mb: 130 } },
];

/** Many HTTP checks on one server, beside what the latency alone makes of it and beside other programs. */
export const httpChecks = async (ports: Ports): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const one of CASES) rows.push(...(await runCase(one, ports)));
  return rows;
};

const runCase = async ({ checks, latencyMs, budget }: Case, { http }: Ports): Promise<readonly Row[]> => {
  const urls = Array.from({ length: checks }, (_, index) => `http://127.0.0.1:${http}/${latencyMs}/${index}`);
  const taken = await compare({ kavmon: await kavmonOn(urls, ['--no-metrics']), ...(await peersOn(urls)) }, RUNS);
  const work = `${checks} HTTP checks, ${latencyMs} ms`;
  const ideal: Row = {
    work,
    program: 'ideal',
    ms: Math.ceil(checks / LIMIT) * latencyMs,
    cpuMs: 0,
    mb: 0,
    exitCode: 0,
  };
  const rows = Object.entries(taken).map(([program, measured]) => ({ work, program, ...measured }));
  return [ideal, ...rows.map((row) => (row.program === 'kavmon' ? { ...row, ...beside(row, rows, budget) } : row))];
};

/** With cloudprober, the quickest of the others, in the same run there is a ratio to keep. */
const beside = (row: Timed, rows: readonly Timed[], budget: Budget): Pick<Row, 'than' | 'ratio' | 'budget'> => {
  const other = rows.find(({ program }) => program === 'cloudprober');
  if (other === undefined) return { budget };
  return {
    than: 'cloudprober',
    ratio: row.ms / other.ms,
    budget: budget.mb === undefined ? budget : { ...budget, ratio: 1.5 },
  };
};
