import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type OutputOptions, type RolldownOptions, rolldown } from 'rolldown';
import { billOfMaterials } from './bill-of-materials.ts';
import { checkEntries, lazyCatalogue, probeEntries } from './catalogue.ts';
import { withoutSchemas } from './schemas.ts';
import { writeTypes } from './types.ts';
import { writePackage } from './write-package.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the bundle goes; the tests have one of their own. */
const dist = process.argv[2] ?? `${root}dist`;

/** Started by its own file (piscina's worker), or native and optional: these stay packages. */
const external = ['piscina', 'pg-native', 'bufferutil', 'utf-8-validate'];

const common: RolldownOptions = { cwd: root, platform: 'node', external, logLevel: 'warn', treeshake: true };

/**
 * The program: CommonJS, since its loader starts faster, split so that a command loads what it uses, minified for the
 * memory that it saves.
 */
const program: RolldownOptions = {
  ...common,
  plugins: [lazyCatalogue],
  input: {
    cli: 'src/cli.ts',
    worker: 'src/run/threads/worker.ts',
    child: 'src/run/processes/child-main.ts',
    gather: 'src/kubernetes/gather/thread.ts',
    ...checkEntries,
  },
};
const programOutput: OutputOptions = {
  dir: dist,
  format: 'cjs',
  minify: true,
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name]-[hash].cjs',
};

/** The thread that asks services, once more: without schemas, see `entry-points.ts`. */
const prober: RolldownOptions = {
  ...common,
  plugins: [lazyCatalogue, withoutSchemas],
  input: { worker: 'src/run/threads/worker.ts', ...probeEntries },
};

/** What users' own checks import. */
const library: RolldownOptions = { ...common, input: { index: 'src/index.ts' } };
const libraryOutput: OutputOptions = {
  dir: dist,
  format: 'esm',
  minify: true,
  entryFileNames: '[name].js',
};

/** Returns the folders of the packages that went into it. */
const write = async (input: RolldownOptions, output: OutputOptions): Promise<readonly string[]> => {
  const bundle = await rolldown(input);
  const written = await bundle.write(output);
  await bundle.close();
  const modules = written.output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
  return modules.flatMap((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0].slice(root.length) ?? []);
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const bundled = new Set([
  ...(await write(program, programOutput)),
  ...(await write(prober, { ...programOutput, dir: `${dist}/prober` })),
  ...(await write(library, libraryOutput)),
]);
const beside = external.map((name) => `node_modules/${name}`).filter((folder) => existsSync(`${root}${folder}`));
await writeFile(`${dist}/sbom.cdx.json`, await billOfMaterials(root, [...[...bundled].toSorted(), ...beside]));
await writeTypes(root, dist);
await writePackage(root, dist, external);

const entry = await readFile(`${root}src/kavmon.cjs`, 'utf8');
await writeFile(`${dist}/kavmon.cjs`, entry.replace('./cli.ts', './cli.cjs'), { mode: 0o755 });
