import { writeFile } from 'node:fs/promises';
import { checks } from '../../checks/index.ts';
import { pages } from './pages.ts';

/** `npm run docs`: writes the generated files. */
const root = new URL('../../', import.meta.url);
await Promise.all(Object.entries(pages(checks)).map(([path, text]) => writeFile(new URL(path, root), text)));
