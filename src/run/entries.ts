import { extname } from 'node:path';

/** Extension of the files that lie here: `.ts` from the sources, another one when built. */
const EXTENSION = extname(import.meta.url);

/** Where a file of this room lies that is started by its address rather than imported. */
export const entryOf = (name: 'worker' | 'child'): URL => new URL(`./${name}${EXTENSION}`, import.meta.url);

/** What `import 'kavmon'` means in a user's module. */
export const packageEntry = (): URL => new URL(`../index${EXTENSION}`, import.meta.url);
