import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resources } from '../src/kubernetes/resources.ts';

/**
 * `node build/image.ts FOLDER`: lays out what the image gets, as it will stand under its root. The bundle comes with the one
 * package that it leaves outside, and with a list of all that is in it.
 */

const root = fileURLToPath(new URL('..', import.meta.url));

/** Packages that the bundle leaves outside. */
const BESIDE: readonly string[] = ['piscina'];

/** The image has no shell and no env(1): its Node is named by its path. */
const ENTRY = "#!/nodejs/bin/node\nrequire('../dist/kavmon.cjs');\n";

/** What fills the compile cache, run as the image's user while it is built. */
const WARM: readonly string[] = ['warm.cjs', 'flush.cjs'];

const layOut = async (out: string): Promise<void> => {
  const app = join(out, 'app');
  await mkdir(join(app, 'bin'), { recursive: true });
  await mkdir(join(app, 'warm'), { recursive: true });
  await cp(`${root}dist`, join(app, 'dist'), { recursive: true, filter: (path) => !path.endsWith('/dist/types') });
  const isRun = (path: string) => !path.endsWith('.d.ts') && !path.endsWith('.map');
  for (const name of BESIDE) {
    await cp(`${root}node_modules/${name}`, join(app, 'node_modules', name), { recursive: true, filter: isRun });
  }
  await cp(`${root}package.json`, join(app, 'package.json'));
  await writeFile(join(app, 'bin/kavmon'), ENTRY);
  await chmod(join(app, 'bin/kavmon'), 0o755);
  await writeFile(join(app, 'bin/package.json'), '{ "type": "commonjs" }\n');
  for (const name of WARM) await cp(`${root}build/${name}`, join(app, 'warm', name));
  const kinds = Object.values(resources).map(({ resource, kind }) => [resource, kind]);
  await writeFile(join(app, 'warm/kinds.json'), JSON.stringify(Object.fromEntries(kinds)));
  await writeFile(join(app, 'sbom.cdx.json'), await billOfMaterials());
};

/**
 * The packages of the bundle and those beside it, as CycloneDX (https://cyclonedx.org/docs/1.6/json/). Not by `npm sbom`: for
 * that, what is bundled is needed to build only, and is either left out or comes with every tool of the build.
 */
const billOfMaterials = async (): Promise<string> => {
  const bundled: readonly string[] = JSON.parse(await readFile(`${root}dist/bundled.json`, 'utf8'));
  const folders = [...bundled, ...BESIDE.map((name) => `node_modules/${name}`)];
  const [self, ...components] = await Promise.all(['.', ...folders].map(componentOf));
  const bill = { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component: self }, components };
  return `${JSON.stringify(bill, null, 2)}\n`;
};

const componentOf = async (folder: string) => {
  const { name, version, license } = JSON.parse(await readFile(`${root}${folder}/package.json`, 'utf8'));
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const licenses = typeof license === 'string' ? { licenses: [{ expression: license }] } : {};
  return { type: folder === '.' ? 'application' : 'library', name, version, purl, 'bom-ref': purl, ...licenses };
};

const [out] = process.argv.slice(2);
if (out === undefined) throw new Error('node build/image.ts FOLDER');
await layOut(out);
