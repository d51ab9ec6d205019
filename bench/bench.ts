import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { clusterRead } from './cluster.ts';
import { httpChecks } from './http.ts';
import { imageFigures } from './image.ts';
import { missed, type Row } from './row.ts';
import { type Ports, startServer } from './server.ts';
import { silentServer } from './silent.ts';
import { startUp } from './start-up.ts';
import { tableOf } from './table.ts';

// Measures the built program, beside others where they are installed. Arguments name the parts to run; none: all.

const PARTS: Readonly<Record<string, (ports: Ports) => Promise<readonly Row[]>>> = {
  'start-up': startUp,
  http: httpChecks,
  silent: silentServer,
  image: imageFigures,
  cluster: () => clusterRead(10_000),
  'large-cluster': () => clusterRead(50_000),
};

/** Takes many minutes, most of them to make the pods. */
const ONLY_WHEN_NAMED = 'large-cluster';

const chosen =
  process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PARTS).filter((name) => name !== ONLY_WHEN_NAMED);
const { ports, stop } = await startServer();
const rows: Row[] = [];
for (const name of chosen) {
  const part = PARTS[name];
  if (part === undefined) throw new Error(`no part "${name}": ${Object.keys(PARTS).join(', ')}`);
  const found = await part(ports);
  for (const alike of Map.groupBy(found, ({ ms }) => ms === undefined).values())
    process.stdout.write(`${tableOf(alike)}\n`);
  rows.push(...found);
}
stop();

const folder = new URL('../.bench/', import.meta.url);
const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cpus: availableParallelism() };
const measuredAt = new Date().toISOString();
await mkdir(folder, { recursive: true });
const path = fileURLToPath(new URL(`${measuredAt.replaceAll(':', '-')}.json`, folder));
await writeFile(path, `${JSON.stringify({ measuredAt, machine, rows }, null, 2)}\n`);
process.stdout.write(`${rows.filter((row) => missed(row).length > 0).length} budgets missed; written to ${path}\n`);
