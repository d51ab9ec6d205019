import { glob, readFile, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

const RELATIVE_IMPORT = /\b(?:from |import\()['"](\.[^'"]+)\.[jt]s['"]/g;

/** Removes the declarations below a folder that none of these entries leads to: the compiler writes one for every file. */
export const pruneTypes = async (folder: string, entries: readonly string[]): Promise<void> => {
  const reached = new Set<string>();
  const open = entries.map((entry) => resolve(folder, entry));
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    const text = await readFile(path, 'utf8');
    for (const [, target = ''] of text.matchAll(RELATIVE_IMPORT)) open.push(resolve(dirname(path), `${target}.d.ts`));
  }
  for await (const path of glob(`${folder}/**/*.d.ts`)) if (!reached.has(resolve(path))) await rm(path);
};
