import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { copyProgram } from '../copy-program.ts';
import { writeLaunchers } from './launchers.ts';
import { extractFromPackage } from './node-package.ts';
import type { Platform } from './platforms.ts';
import { type ArchiveEntry, sortedEntries, tarOf } from './tar.ts';
import { zipOf } from './zip.ts';

/** The name of a platform's archive, which the version does not change: so does its address. */
export const archiveName = ({ name, isWindows }: Platform): string => `kavmon-${name}.${isWindows ? 'zip' : 'tar.gz'}`;

/** Files of the bundle that people look for at the top. */
const TOP_FILES = ['LICENSE', 'README.md', 'sbom.cdx.json'];

/**
 * Writes the archive of a platform into the folder `out`: Node, the bundle `dist`, launchers, licences and checksums. The
 * same files make the same bytes. Returns the digest of the archive.
 */
export const writeArchive = async (platform: Platform, dist: string, out: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'kavmon-standalone-'));
  try {
    await collectFiles(platform, dist, folder);
    const entries = await readEntries(folder);
    const sums = sortedEntries(entries).map(({ path, content }) => sumLine(sha256Of(content), path));
    const all = [...entries, { path: 'SHA256SUMS', content: Buffer.from(sums.join('')), isProgram: false }];
    const archive = packEntries(platform, all);
    await writeFile(join(out, archiveName(platform)), archive);
    return sha256Of(archive);
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** A line as `sha256sum --check` reads it. */
export const sumLine = (digest: string, path: string): string => `${digest}  ${path}\n`;

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const collectFiles = async (platform: Platform, dist: string, folder: string): Promise<void> => {
  const library = join(folder, 'lib');
  const licenses = join(folder, 'licenses');
  for (const one of [library, licenses]) await mkdir(one);
  const { node, license, isWindows } = platform;
  const program = isWindows ? 'node.exe' : 'node';
  await rename(await extractFromPackage(node, `bin/${program}`, library), join(library, program));
  await rm(join(library, 'bin'), { recursive: true });
  await chmod(join(library, program), 0o755);
  await rename(await extractFromPackage(license, 'LICENSE', licenses), join(licenses, 'node.txt'));
  await copyProgram(dist, library);
  await cp(join(dist, 'THIRD_PARTY_LICENSES.txt'), join(licenses, 'third-party.txt'));
  for (const name of TOP_FILES) await cp(join(dist, name), join(folder, name));
  await writeLaunchers(folder, isWindows);
};

const readEntries = async (folder: string): Promise<readonly ArchiveEntry[]> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => !entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(
    paths.map(async (path) => ({
      path: relative(folder, path).split(sep).join('/'),
      content: await readFile(path),
      isProgram: ((await stat(path)).mode & 0o100) !== 0,
    })),
  );
};

/** All lies in one folder of the archive's own, so that unpacking it litters nobody's. */
const packEntries = ({ name, isWindows }: Platform, entries: readonly ArchiveEntry[]): Buffer => {
  const inFolder = entries.map((entry) => ({ ...entry, path: `kavmon-${name}/${entry.path}` }));
  return isWindows ? zipOf(inFolder) : gzipSync(tarOf(inFolder));
};
