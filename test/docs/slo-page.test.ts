import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { REPOSITORY_ROOT } from '../support/repository.ts';

const readRepositoryFile = (path: string) => readFile(join(REPOSITORY_ROOT, path), 'utf8');
const sloPage = await readRepositoryFile('docs/slo.md');
const logPage = await readRepositoryFile('docs/log-lines.md');
const kqlQueries = [...sloPage.matchAll(/^```kql\n(.*?)^```$/gms)].map(([, query]) => query ?? '');

describe('the queries in KQL', () => {
  it('are there, and open the fields of a line before they use them', () => {
    expect(kqlQueries).toHaveLength(4);
    for (const query of kqlQueries) expect(query).toContain('parse_json(tostring(LogMessage))');
  });

  it('use fields that log lines have', () => {
    const used = kqlQueries.flatMap((query) => [...query.matchAll(/\bfields\.([\w.]+)/g)].map(([, name]) => name));
    expect(used.length).toBeGreaterThan(10);
    expect([...new Set(used)].filter((name) => !logPage.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it('use texts of events that log lines have', () => {
    const texts = kqlQueries.flatMap((query) =>
      [...query.matchAll(/"@message"\] == "([^"]+)"/g)].map(([, text]) => text),
    );
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(logPage).toContain(`### ${text}\n`);
  });

  it('compare statuses with those that there are', () => {
    const statuses = kqlQueries.flatMap((query) =>
      [...query.matchAll(/health_check_status (?:in \(([^)]*)\)|[!=]= ("\w+"))/g)].flatMap(([, list, one]) =>
        (list ?? one ?? '').split(', '),
      ),
    );
    const known = ['ok', 'degraded', 'failed', 'timeout', 'error', 'skipped'].map((status) => `"${status}"`);
    expect(statuses.length).toBeGreaterThan(4);
    expect(statuses.filter((status) => !known.includes(status))).toEqual([]);
  });
});

it('the page names each check of the example with its limits', async () => {
  const { services } = parse(await readRepositoryFile('examples/slo.yaml'));
  const { 'promql-threshold': thresholds } = services['fraud-scorer'].checks;
  // p50, p95 and p99 share a row; the budget has one of its own; the head and the line below it are rows, too.
  const table = sloPage.split('| signal |')[1]?.split('\n\n')[0]?.split('\n') ?? [];
  expect(table).toHaveLength(thresholds.length - 2 + 1 + 2);
});
