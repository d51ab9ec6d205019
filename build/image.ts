import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resources } from '../src/kubernetes/resources.ts';

/**
 * `node build/image.ts FOLDER`: lays out what the image gets, as it will stand under its root. The bundle comes with the one
 * package that it leaves outside, and with a bill of all that is in it.
 */

const root = fileURLToPath(new URL('..', import.meta.url));

/** Of the published package what no run loads. */
const NOT_RUN = /\/dist\/(?:types|schemas|README\.md|sbom\.cdx\.json)$/;

/** The image has no shell and no env(1): its Node is named by its path. */
const ENTRY = "#!/nodejs/bin/node\nrequire('../dist/kavmon.cjs');\n";

const layOut = async (out: string): Promise<void> => {
  const app = join(out, 'app');
  await mkdir(join(app, 'bin'), { recursive: true });
  await mkdir(join(app, 'warm'), { recursive: true });
  await cp(`${root}dist`, join(app, 'dist'), { recursive: true, filter: (path) => !NOT_RUN.test(path) });
  const isRun = (path: string) => !path.endsWith('.d.ts') && !path.endsWith('.map');
  const { dependencies } = JSON.parse(await readFile(`${root}dist/package.json`, 'utf8'));
  for (const name of Object.keys(dependencies)) {
    await cp(`${root}node_modules/${name}`, join(app, 'node_modules', name), { recursive: true, filter: isRun });
  }
  await writeFile(join(app, 'bin/kavmon'), ENTRY);
  await chmod(join(app, 'bin/kavmon'), 0o755);
  await writeFile(join(app, 'bin/package.json'), '{ "type": "commonjs" }\n');
  // It fills the compile cache, run as the image's user while the image is built.
  await cp(`${root}build/warm.cjs`, join(app, 'warm/warm.cjs'));
  const kinds = Object.values(resources).map(({ resource, kind }) => [resource, kind]);
  await writeFile(join(app, 'warm/kinds.json'), JSON.stringify(Object.fromEntries(kinds)));
  await cp(`${root}dist/sbom.cdx.json`, join(app, 'sbom.cdx.json'));
};

const [out] = process.argv.slice(2);
if (out === undefined) throw new Error('node build/image.ts FOLDER');
await layOut(out);
