import { execFile } from 'node:child_process';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { promisify } from 'node:util';

const IMPORT = /import type \{([^}]*)\} from '@kubernetes\/client-node';/g;

/**
 * Writes the types of the package for what users' checks import. The objects of the API, which only the functions that
 * reduce them to rows know, become `unknown`: else whoever writes a check would have to install the client.
 * @throws with the words of the compiler.
 */
export const writeTypes = async (root: string, dist: string): Promise<void> => {
  const folder = `${dist}/types`;
  await promisify(execFile)(`${root}node_modules/.bin/tsc`, [
    '-p',
    `${root}tsconfig.build.json`,
    '--outDir',
    folder,
  ]).catch((error) => {
    throw new Error(`tsc: ${error.stdout || error.message}`);
  });
  const names = new Set<string>();
  for await (const path of glob(`${folder}/**/*.d.ts`)) {
    const text = await readFile(path, 'utf8');
    const target = `${relative(dirname(path), folder) || '.'}/api-objects.d.ts`;
    const changed = text.replace(IMPORT, (_, imported: string) => {
      for (const name of imported.split(',')) names.add(name.trim());
      return `import type {${imported}} from './${target}';`.replace("'./..", "'..");
    });
    if (changed !== text) await writeFile(path, changed);
  }
  const declarations = [...names].toSorted().map((name) => `export type ${name} = unknown;\n`);
  await writeFile(`${folder}/api-objects.d.ts`, declarations.join(''));
};
