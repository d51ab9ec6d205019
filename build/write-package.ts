import { cp, readFile, writeFile } from 'node:fs/promises';
import { programNames } from './program-names.ts';

/** Files of the repository that are published beside the bundle. */
const COPIED_FILES = ['README.md', 'LICENSE', 'schemas'];

/**
 * Makes the folder of the bundle a package that can be packed and published: `npm publish ./dist`. Of the dependencies its
 * manifest lists only the required ones: those that are not bundled, and those whose types the declarations import.
 */
export const writePackage = async (root: string, dist: string, required: readonly string[]): Promise<void> => {
  const manifest = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
  const { name, version, description, license, type, engines } = manifest;
  const dependencies = Object.entries(manifest.dependencies).filter(([dependency]) => required.includes(dependency));
  const published = {
    ...{ name, version, description, license, type, engines },
    bin: Object.fromEntries(programNames.map((program) => [program, `${program}.cjs`])),
    exports: {
      '.': { types: './types/src/index.d.ts', default: './index.js' },
      './testing': { types: './types/src/testing/index.d.ts', default: './testing.js' },
      './schemas/*': './schemas/*',
      './package.json': './package.json',
    },
    dependencies: Object.fromEntries(dependencies),
  };
  await writeFile(`${dist}/package.json`, `${JSON.stringify(published, null, 2)}\n`);
  for (const file of COPIED_FILES) await cp(`${root}${file}`, `${dist}/${file}`, { recursive: true });
};
