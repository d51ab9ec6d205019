import { readFile, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import type { BenchRow } from './row.ts';
import { markdownTableOf } from './table.ts';

const PAGE_URL = new URL('../docs/performance.md', import.meta.url);

/** Where and when rows were measured. */
interface MeasuredOn {
  readonly measuredAt: string;
  readonly node: string;
  readonly cpu: string;
  readonly cpus: number;
}

/**
 * Writes the tables of the parts that were run to docs/performance.md, each between its marks. @throws when a part has none.
 */
export const writeTables = async (
  rowsOfParts: Readonly<Record<string, readonly BenchRow[]>>,
  machine: MeasuredOn,
): Promise<void> => {
  let page = await readFile(PAGE_URL, 'utf8');
  for (const [name, rows] of Object.entries(rowsOfParts)) page = replaceTable(page, name, tableText(rows, machine));
  await writeFile(PAGE_URL, page);
};

/** The page with this text between the marks of a part. */
const replaceTable = (page: string, name: string, text: string): string => {
  const [begin, end] = [`<!-- bench ${name} -->\n`, `<!-- end of bench ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no marks ${begin.trim()} and ${end}`);
  return `${page.slice(0, from)}${begin}\n${text}\n${page.slice(to)}`;
};

const tableText = (rows: readonly BenchRow[], { measuredAt, node, cpu, cpus }: MeasuredOn): string => {
  const tables = [...Map.groupBy(rows, ({ ms }) => ms === undefined).values()].map(markdownTableOf);
  const load = loadavg()[0]?.toFixed(0) ?? 'unknown';
  const when = `Measured on ${measuredAt.slice(0, 10)}, Node ${node.slice(1)}, ${cpus} CPUs (${cpu}), load ${load} at the end.`;
  return [...tables, `${when}\n`].join('\n');
};
