import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from './support/repository.ts';

const readPageText = (path: string) => readFile(join(REPOSITORY_ROOT, path), 'utf8');
const { engines, version } = JSON.parse(await readPageText('package.json'));

/** The Markdown pages, without those of the chart. */
const pagePaths: string[] = [];
for await (const page of glob(['*.md', 'docs/**/*.md', 'test/**/*.md'], { cwd: REPOSITORY_ROOT })) pagePaths.push(page);

describe('the README', () => {
  it('names the Node.js that `engines` asks for', async () => {
    expect(await readPageText('README.md')).toContain(`Node.js ${engines.node.replace('>=', '')} or later`);
  });

  it('names the archive that `npm pack` writes', async () => {
    expect(await readPageText('README.md')).toContain(`npm install --global ./kavmon-${version}.tgz`);
  });
});

describe.each(pagePaths)('the page %s', (page) => {
  it('links to files that are there', async () => {
    const links = [...(await readPageText(page)).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, path]) => path ?? '',
    );
    expect(links.filter((path) => !existsSync(join(REPOSITORY_ROOT, dirname(page), path)))).toEqual([]);
  });

  it('has no line of prose that is longer than 120 columns', async () => {
    const prose = (await readPageText(page)).replaceAll(/^\s*```.*?^\s*```$/gms, '').split('\n');
    expect(prose.filter((line) => line.length > 120 && !line.startsWith('|'))).toEqual([]);
  });
});
