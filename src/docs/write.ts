import { readFile, writeFile } from 'node:fs/promises';
import { checks } from '../../checks/index.ts';
import { chartReadme } from './chart-values.ts';
import { pages } from './pages.ts';

/** `npm run docs`: writes the generated files. */
const root = new URL('../../', import.meta.url);
await Promise.all(Object.entries(pages(checks)).map(([path, text]) => writeFile(new URL(path, root), text)));

const chart = new URL('charts/kavmon/', root);
const [readme, values] = await Promise.all(
  ['README.md', 'values.yaml'].map((name) => readFile(new URL(name, chart), 'utf8')),
);
await writeFile(new URL('README.md', chart), chartReadme(readme ?? '', values ?? ''));
