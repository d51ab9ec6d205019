import { readFile, writeFile } from 'node:fs/promises';
import { checks } from '../../checks/index.ts';
import { chartReadme } from './chart-values.ts';
import { generatedFiles } from './generated-files.ts';

/** `npm run docs`: writes the generated files. */
const repositoryRoot = new URL('../../', import.meta.url);
await Promise.all(
  Object.entries(generatedFiles(checks)).map(([path, text]) => writeFile(new URL(path, repositoryRoot), text)),
);

const chartFolder = new URL('charts/kavmon/', repositoryRoot);
const [readme, values] = await Promise.all(
  ['README.md', 'values.yaml'].map((name) => readFile(new URL(name, chartFolder), 'utf8')),
);
await writeFile(new URL('README.md', chartFolder), chartReadme(readme ?? '', values ?? ''));
