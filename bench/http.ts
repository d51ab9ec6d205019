import { type CountedProgram, countedRows, floorProgram, runsOf } from './floor.ts';
import { kavmonOnUrls } from './kavmon.ts';
import { comparePrograms } from './measure.ts';
import { peersOn } from './peers.ts';
import type { BenchRow, RowBudget, TimedRow } from './row.ts';
import type { ServerPorts } from './server.ts';

const HTTP_RUNS = 5;

/** How many checks Kavmon runs at once. */
const CONCURRENCY_LIMIT = 2000;

interface HttpCase {
  readonly checks: number;
  readonly latencyMs: number;
  readonly budget: RowBudget;
}

const HTTP_CASES: readonly HttpCase[] = [
  { checks: 100, latencyMs: 0, budget: {} },
  { checks: 1000, latencyMs: 0, budget: {} },
  { checks: 1000, latencyMs: 200, budget: { ratio: 1.6, checkRatio: 2, cpuMs: 700, mb: 110 } },
];

/** The other program whose time counts. */
const PEER = 'cloudprober';

/** The client whose CPU time is the floor: what anybody would take who writes a probe in Node. */
const FLOOR = 'node:http';

/** Many HTTP checks of one server, beside the latency alone, bare clients, and other programs. */
export const httpChecks = async (ports: ServerPorts): Promise<readonly BenchRow[]> => {
  const rows: BenchRow[] = [];
  for (const one of HTTP_CASES) rows.push(...(await runCase(one, ports)));
  return rows;
};

const runCase = async (
  { checks, latencyMs, budget }: HttpCase,
  { http }: ServerPorts,
): Promise<readonly BenchRow[]> => {
  const path = `/${latencyMs}`;
  const urls = Array.from({ length: checks }, (_, index) => `http://127.0.0.1:${http}${path}/${index}`);
  const floor = (client: string): CountedProgram => ({
    once: floorProgram(client, 1, { port: http, path }),
    many: floorProgram(client, checks, { port: http, path }),
  });
  const counted: Readonly<Record<string, CountedProgram>> = {
    kavmon: {
      once: await kavmonOnUrls(urls.slice(0, 1), ['--no-metrics']),
      many: await kavmonOnUrls(urls, ['--no-metrics']),
    },
    ...Object.fromEntries(['socket', 'llhttp', FLOOR, 'undici'].map((client) => [client, floor(client)])),
  };
  const taken = await comparePrograms({ ...runsOf(counted), ...(await peersOn(urls)) }, HTTP_RUNS);
  const work = `${checks} HTTP checks, ${latencyMs} ms`;
  const rows = countedRows(taken, { work, count: checks, floor: FLOOR });
  return [
    idealRow(work, checks, latencyMs),
    ...rows.map((row) => (row.program === 'kavmon' ? { ...row, ...compareWithPeer(row, rows, budget) } : row)),
  ];
};

const idealRow = (work: string, checks: number, latencyMs: number): BenchRow => ({
  work,
  program: 'ideal',
  ms: Math.ceil(checks / CONCURRENCY_LIMIT) * latencyMs,
  cpuMs: 0,
  mb: 0,
  exitCode: 0,
});

/** The ratio to the time of the peer, when it is there. */
const compareWithPeer = (
  row: TimedRow,
  rows: readonly TimedRow[],
  { ratio, ...budget }: RowBudget,
): Pick<BenchRow, 'than' | 'ratio' | 'budget'> => {
  const other = rows.find(({ program }) => program === PEER);
  if (other === undefined) return { budget };
  return { than: PEER, ratio: row.ms / other.ms, budget: ratio === undefined ? budget : { ...budget, ratio } };
};
