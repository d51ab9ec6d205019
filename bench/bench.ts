import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { churnAlarms } from './churn.ts';
import { clusterRead } from './cluster.ts';
import { httpChecks } from './http.ts';
import { imageFigures } from './image.ts';
import { memoryGrowth } from './memory.ts';
import { probeChecks } from './probes.ts';
import { type BenchRow, missedBudgets } from './row.ts';
import { type ServerPorts, startServer } from './server.ts';
import { silentServer } from './silent.ts';
import { startUp } from './start-up.ts';
import { tableOf } from './table.ts';
import { writeTables } from './write-tables.ts';

// Measures the built program, beside others where they are there. Arguments name the parts to run; none: all. With `--write`
// their tables are written to docs/performance.md.

const BENCH_PARTS: Readonly<Record<string, (ports: ServerPorts) => Promise<readonly BenchRow[]>>> = {
  'start-up': startUp,
  http: httpChecks,
  silent: silentServer,
  probes: probeChecks,
  image: imageFigures,
  memory: memoryGrowth,
  cluster: () => clusterRead(10_000),
  'large-cluster': () => clusterRead(50_000),
  churn: churnAlarms,
};

/** Each takes many minutes. */
const ONLY_WHEN_NAMED: readonly string[] = ['large-cluster', 'churn'];

const WRITE_FLAG = '--write';

const given = process.argv.slice(2);
const named = given.filter((word) => word !== WRITE_FLAG);
const chosenParts =
  named.length > 0 ? named : Object.keys(BENCH_PARTS).filter((name) => !ONLY_WHEN_NAMED.includes(name));
const { ports, stop } = await startServer();
const rowsOfParts: Record<string, readonly BenchRow[]> = {};
for (const name of chosenParts) {
  const part = BENCH_PARTS[name];
  if (part === undefined) throw new Error(`no part "${name}": ${Object.keys(BENCH_PARTS).join(', ')}`);
  const found = await part(ports);
  for (const alike of Map.groupBy(found, ({ ms }) => ms === undefined).values())
    process.stdout.write(`${tableOf(alike)}\n`);
  rowsOfParts[name] = found;
}
stop();

const resultFolder = new URL('../.bench/', import.meta.url);
const machineFacts = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cpus: availableParallelism() };
const measuredAt = new Date().toISOString();
const allRows = Object.values(rowsOfParts).flat();
await mkdir(resultFolder, { recursive: true });
const resultPath = fileURLToPath(new URL(`${measuredAt.replaceAll(':', '-')}.json`, resultFolder));
await writeFile(resultPath, `${JSON.stringify({ measuredAt, machine: machineFacts, rows: allRows }, null, 2)}\n`);
process.stdout.write(
  `${allRows.filter((row) => missedBudgets(row).length > 0).length} budgets missed; written to ${resultPath}\n`,
);
if (given.includes(WRITE_FLAG)) await writeTables(rowsOfParts, { measuredAt, ...machineFacts });
