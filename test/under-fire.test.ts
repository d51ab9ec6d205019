import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from './support/repository.ts';

const page = readFileSync(join(REPOSITORY_ROOT, 'docs/under-fire.md'), 'utf8');
const faultRows = page.split('\n').filter((line) => /^\| \d+ \|/.test(line));

/** Each test that a row quotes: `FILE`: "TITLE"; further titles of the same file follow without its name. */
const quotedTests = faultRows.flatMap((row) =>
  [...row.matchAll(/`(test\/\S+)`: ((?:"[^"]+"(?:; )?)+)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ file, title })),
  ),
);

describe('the page on hostile tries', () => {
  it('has a row with tests for each of the faults that were found first', () => {
    expect(faultRows.map((row) => Number(row.split('|')[1]))).toEqual(Array.from({ length: 23 }, (_, at) => at + 1));
    expect(faultRows.filter((row) => !/`test\/\S+`: "/.test(row))).toEqual([]);
  });

  it.each(quotedTests)('quotes a test that is there: $file, "$title"', ({ file, title }) => {
    expect(readFileSync(join(REPOSITORY_ROOT, file), 'utf8')).toContain(title);
  });

  it.each([...new Set(page.match(/test\/[\w./-]+\.test\.ts/g))])('names a file that is there: %s', (file) => {
    expect(existsSync(join(REPOSITORY_ROOT, file))).toBe(true);
  });
});
