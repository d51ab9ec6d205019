import { execFile } from 'node:child_process';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { promisify } from 'node:util';
import { apiTypes } from './api-types.ts';
import { pruneTypes } from './prune-types.ts';

const CLIENT_PACKAGE = '@kubernetes/client-node';
const PACKAGE_IMPORT = /\bfrom '((?![.]|node:)[^']+)';/g;
const CLIENT_IMPORT = /import type \{([^}]*)\} from '@kubernetes\/client-node';/g;

/**
 * Writes the type declarations of what users' checks and their tests import. Of types of `@kubernetes/client-node` the fields
 * are copied: else users would have to install the client.
 *
 * @returns the packages that the declarations import
 * @throws with the compiler's output
 */
export const writeTypes = async (root: string, dist: string): Promise<readonly string[]> => {
  const folder = `${dist}/types`;
  await promisify(execFile)(`${root}node_modules/.bin/tsc`, [
    '-p',
    `${root}tsconfig.build.json`,
    '--outDir',
    folder,
  ]).catch((error) => {
    throw new Error(`tsc: ${error.stdout || error.message}`);
  });
  await pruneTypes(folder, ['src/index.d.ts', 'src/testing/index.d.ts']);
  const names = new Set<string>();
  const packages = new Set<string>();
  for await (const path of glob(`${folder}/**/*.d.ts`)) {
    const text = await readFile(path, 'utf8');
    const target = `${relative(dirname(path), folder) || '.'}/api-objects.d.ts`;
    for (const [, name = ''] of text.matchAll(PACKAGE_IMPORT)) packages.add(name);
    const changed = text.replace(CLIENT_IMPORT, (_, imported: string) => {
      for (const name of imported.split(',')) names.add(name.trim());
      return `import type {${imported}} from './${target}';`.replace("'./..", "'..");
    });
    if (changed !== text) await writeFile(path, changed);
  }
  await writeFile(`${folder}/api-objects.d.ts`, await apiTypes(root, names));
  return [...packages].filter((name) => name !== CLIENT_PACKAGE);
};
