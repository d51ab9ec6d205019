import { cp, readFile, writeFile } from 'node:fs/promises';

/** Files of the repository that are published beside the bundle. */
const COPIED_FILES = ['README.md', 'LICENSE', 'schemas'];

/**
 * Makes the folder of the bundle a package that can be packed and published: `npm publish dist`. Its manifest lists only what
 * is not bundled; the repository's own lists all that runs, for `npm audit` and the like.
 */
export const writePackage = async (root: string, dist: string, external: readonly string[]): Promise<void> => {
  const manifest = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
  const { name, version, description, license, type, engines } = manifest;
  const dependencies = Object.entries(manifest.dependencies).filter(([dependency]) => external.includes(dependency));
  const published = {
    ...{ name, version, description, license, type, engines },
    bin: { kavmon: 'kavmon.cjs' },
    exports: {
      '.': { types: './types/src/index.d.ts', default: './index.js' },
      './schemas/*': './schemas/*',
      './package.json': './package.json',
    },
    dependencies: Object.fromEntries(dependencies),
  };
  await writeFile(`${dist}/package.json`, `${JSON.stringify(published, null, 2)}\n`);
  for (const file of COPIED_FILES) await cp(`${root}${file}`, `${dist}/${file}`, { recursive: true });
};
