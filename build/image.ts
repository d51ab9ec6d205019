import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resourceTable } from '../src/kubernetes/resources.ts';
import { copyProgram } from './copy-program.ts';

// `node build/image.ts FOLDER`: writes the files of the image as they will lie below its root: the bundle in dist/, the packages
// that it needs beside it, and the bill of materials.

const rootFolder = fileURLToPath(new URL('..', import.meta.url));

/**
 * Names Node by its path: the image has neither a shell nor env(1). The heap of young objects begins at 4 MB, not at 1: a run
 * of one check then takes an eighth less CPU, most of it in threads that collect garbage. V8 sizes it before any script runs.
 */
const LAUNCHER_TEXT = "#!/nodejs/bin/node --min-semi-space-size=4\nrequire('../dist/kavmon.cjs');\n";

const writeImageFiles = async (out: string): Promise<void> => {
  const app = join(out, 'app');
  await mkdir(join(app, 'bin'), { recursive: true });
  await mkdir(join(app, 'warm'), { recursive: true });
  await copyProgram(`${rootFolder}dist`, app);
  await writeFile(join(app, 'bin/kavmon'), LAUNCHER_TEXT);
  await chmod(join(app, 'bin/kavmon'), 0o755);
  await writeFile(join(app, 'bin/package.json'), '{ "type": "commonjs" }\n');
  // It fills the compile cache, run as the image's user while the image is built.
  await cp(`${rootFolder}build/warm.cjs`, join(app, 'warm/warm.cjs'));
  const kinds = Object.values(resourceTable).map(({ resource, kind }) => [resource, kind]);
  await writeFile(join(app, 'warm/kinds.json'), JSON.stringify(Object.fromEntries(kinds)));
  await cp(`${rootFolder}dist/sbom.cdx.json`, join(app, 'sbom.cdx.json'));
};

const [outFolder] = process.argv.slice(2);
if (outFolder === undefined) throw new Error('node build/image.ts FOLDER');
await writeImageFiles(outFolder);
