import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type OutputOptions, type RolldownOptions, rolldown } from 'rolldown';
import { billOfMaterials } from './bill-of-materials.ts';
import { externalPackages } from './external-packages.ts';
import { checkEntries, lazyCatalogue } from './lazy-catalogue.ts';
import { programNames } from './program-names.ts';
import { thirdPartyLicences } from './third-party-licences.ts';
import { withoutCompression } from './without-compression.ts';
import { withoutSchemas } from './without-schemas.ts';
import { writePackage } from './write-package.ts';
import { writeTypes } from './write-types.ts';

// `node build/build.ts [FOLDER]`: bundles the program and makes a package of it, in `dist/` or the folder.

const rootFolder = fileURLToPath(new URL('..', import.meta.url));
const distFolder = process.argv[2] ?? `${rootFolder}dist`;

const commonOptions: RolldownOptions = {
  cwd: rootFolder,
  platform: 'node',
  external: [...externalPackages],
  logLevel: 'warn',
  treeshake: true,
};

/** The program, in chunks that a command loads as it needs them. */
const programOptions: RolldownOptions = {
  ...commonOptions,
  plugins: [lazyCatalogue, withoutCompression],
  input: {
    cli: 'src/cli.ts',
    child: 'src/run/processes/child-main.ts',
    yaml: 'src/kubernetes/replay/yaml/thread.ts',
    ...checkEntries,
  },
};

/**
 * CommonJS, whose loader starts faster, also for modules of Node that are imported late: their import reads every name, and one
 * of `http` loads the whole of fetch. Minified, which saves memory.
 */
const programOutput: OutputOptions = {
  dir: distFolder,
  format: 'cjs',
  dynamicImportInCjs: false,
  minify: true,
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name]-[hash].cjs',
};

/** The threads that read a cluster, judge it and ask services: `worker` of `src/process/entry-points.ts`, without schemas. */
const workerOptions: RolldownOptions = {
  ...commonOptions,
  plugins: [lazyCatalogue, withoutSchemas, withoutCompression],
  input: { worker: 'src/run/threads/worker.ts', ...checkEntries },
};

/** What users' own checks import. */
const libraryOptions: RolldownOptions = { ...commonOptions, input: { index: 'src/index.ts' } };
/** What their tests import; a bundle of its own, so that the one for checks stays as small as it is. */
const testingOptions: RolldownOptions = { ...commonOptions, input: { testing: 'src/testing/index.ts' } };
const libraryOutput: OutputOptions = {
  dir: distFolder,
  format: 'esm',
  minify: true,
  entryFileNames: '[name].js',
};

/** Returns the folders of the packages that were bundled, relative to the root. */
const writeBundle = async (input: RolldownOptions, output: OutputOptions): Promise<readonly string[]> => {
  const bundle = await rolldown(input);
  const written = await bundle.write(output);
  await bundle.close();
  const modules = written.output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
  return modules.flatMap(
    (path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0].slice(rootFolder.length) ?? [],
  );
};

await rm(distFolder, { recursive: true, force: true });
await mkdir(distFolder, { recursive: true });
const bundledPackages = new Set([
  ...(await writeBundle(programOptions, programOutput)),
  ...(await writeBundle(workerOptions, { ...programOutput, dir: `${distFolder}/worker` })),
  ...(await writeBundle(libraryOptions, libraryOutput)),
  ...(await writeBundle(testingOptions, libraryOutput)),
]);
const installedPackages = externalPackages
  .map((name) => `node_modules/${name}`)
  .filter((folder) => existsSync(`${rootFolder}${folder}`));
const shippedPackages = [...[...bundledPackages].toSorted(), ...installedPackages];
await writeFile(`${distFolder}/sbom.cdx.json`, await billOfMaterials(rootFolder, shippedPackages));
await writeFile(`${distFolder}/THIRD_PARTY_LICENSES.txt`, await thirdPartyLicences(rootFolder, shippedPackages));
const typedPackages = await writeTypes(rootFolder, distFolder);
await writePackage(rootFolder, distFolder, [...externalPackages, ...typedPackages]);

const launcherText = await readFile(`${rootFolder}src/kavmon.cjs`, 'utf8');
await writeFile(`${distFolder}/kavmon.cjs`, launcherText.replace('./cli.ts', './cli.cjs'), { mode: 0o755 });
// A program of its own for every name: on Windows npm starts what a name stands for, not a link of that name.
for (const name of programNames.filter((one) => one !== 'kavmon')) {
  await writeFile(`${distFolder}/${name}.cjs`, "#!/usr/bin/env node\nrequire('./kavmon.cjs');\n", { mode: 0o755 });
}
