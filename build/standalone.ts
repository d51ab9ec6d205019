import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fillKrewManifest } from './standalone/krew-manifest.ts';
import { platforms } from './standalone/platforms.ts';
import { archiveName, sumLine, writeArchive } from './standalone/write-archive.ts';

// `node build/standalone.ts [--dist FOLDER] [--out FOLDER] [PLATFORM...]`: makes of the bundle in `dist/` archives that bring
// their Node, all of them or those that are named, and a file with their checksums, in `standalone/`; with all of them the manifest for krew.

const rootFolder = fileURLToPath(new URL('..', import.meta.url));

const { values, positionals } = parseArgs({
  options: {
    dist: { type: 'string', default: join(rootFolder, 'dist') },
    out: { type: 'string', default: join(rootFolder, 'standalone') },
  },
  allowPositionals: true,
});
const known = platforms.map(({ name }) => name);
const unknown = positionals.find((name) => !known.includes(name));
if (unknown !== undefined) throw new Error(`there is no archive for ${unknown}; there is one for ${known.join(', ')}`);

await mkdir(values.out, { recursive: true });
const digests = new Map<string, string>();
for (const platform of platforms) {
  if (positionals.length > 0 && !positionals.includes(platform.name)) continue;
  const digest = await writeArchive(platform, resolve(values.dist), values.out);
  digests.set(archiveName(platform), digest);
  process.stdout.write(`${join(values.out, archiveName(platform))}\n`);
}
const sums = [...digests].map(([name, digest]) => sumLine(digest, name));
await writeFile(join(values.out, 'SHA256SUMS'), sums.join(''));

const { version } = JSON.parse(await readFile(join(rootFolder, 'package.json'), 'utf8'));
const manifest = fillKrewManifest(await readFile(join(rootFolder, '.krew.yaml'), 'utf8'), { version, digests });
if (manifest !== undefined) await writeFile(join(values.out, 'krew.yaml'), manifest);
