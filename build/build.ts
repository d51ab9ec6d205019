import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type OutputOptions, type RolldownOptions, rolldown } from 'rolldown';
import { checkEntries, lazyCatalogue } from './catalogue.ts';
import { withoutSubprograms } from './commander.ts';
import { writeTypes } from './types.ts';

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
  plugins: [lazyCatalogue, withoutSubprograms],
  input: {
    cli: 'src/cli.ts',
    worker: 'src/run/worker.ts',
    child: 'src/run/child.ts',
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

/** What users' own checks import. */
const library: RolldownOptions = { ...common, input: { index: 'src/index.ts' } };
const libraryOutput: OutputOptions = { dir: dist, format: 'esm', minify: true, entryFileNames: '[name].js' };

const write = async (input: RolldownOptions, output: OutputOptions): Promise<void> => {
  const bundle = await rolldown(input);
  await bundle.write(output);
  await bundle.close();
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await write(program, programOutput);
await write(library, libraryOutput);
await writeTypes(root, dist);

const entry = await readFile(`${root}src/kavmon.cjs`, 'utf8');
await writeFile(`${dist}/kavmon.cjs`, entry.replace('./cli.ts', './cli.cjs'), { mode: 0o755 });
