import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exclusively } from './exclusive.ts';
import { command } from './program.ts';

const VERSION = '1.26.8';
/** SHA-256 of the toolchain's archive, by Node's name of the processor. */
const ARCHIVES: Readonly<Record<string, readonly [arch: string, sha256: string]>> = {
  x64: ['amd64', '30c2b1bf7dcc88d3eb0a1364e47ddd9128edb3110a30e8a0ef61cd5856b31de7'],
};
const FETCH_MS = 300_000;
const MODULE = 'golang.org/toolchain';

/**
 * Returns the path of a go command: the machine's when it is one that fetches by itself what a module asks for (1.21), else
 * one from the module proxy, which has the toolchains too (https://go.dev/ref/mod#toolchains). Fetched once, into the cache.
 * @throws Error that says why there is none.
 */
export const go = async (): Promise<string> => ((await isThere()) ? 'go' : fetched());

/** Why no Go can be had here, in one line, or undefined. */
export const goMissing = (): Promise<string | undefined> =>
  go().then(
    () => undefined,
    (error: Error) => `there is no Go, and none could be fetched: ${error.message}`,
  );

const isThere = async (): Promise<boolean> => {
  const said = await command(['go', 'version']).catch(() => '');
  const [, minor] = /go1\.(\d+)/.exec(said) ?? [];
  return Number(minor) >= 21;
};

const fetched = async (): Promise<string> => {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kavmon');
  const folder = join(cache, `go-${VERSION}`);
  const path = join(folder, 'bin/go');
  if (existsSync(path)) return path;
  await mkdir(cache, { recursive: true });
  await exclusively(join(cache, '.fetching-go'), FETCH_MS / 1000, async () => {
    if (existsSync(path)) return;
    const unfinished = `${folder}.${process.pid}.part`;
    try {
      await rename(await unpacked(unfinished), folder);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  });
  return path;
};

/** Returns the folder of the toolchain below `into`. */
const unpacked = async (into: string): Promise<string> => {
  const [arch, sha256] = ARCHIVES[process.arch] ?? [];
  if (arch === undefined) throw new Error(`no toolchain is known for ${process.arch}`);
  const version = `v0.0.1-go${VERSION}.linux-${arch}`;
  const [proxy = ''] = (process.env.GOPROXY || 'https://proxy.golang.org').split(/[,|]/);
  const archive = join(into, 'archive.zip');
  await mkdir(into);
  await download(`${proxy}/${MODULE}/@v/${version}.zip`, archive);
  const hash = createHash('sha256');
  await pipeline(createReadStream(archive), hash);
  if (hash.digest('hex') !== sha256) throw new Error(`${archive} is not what it was`);
  await command(['python3', '-m', 'zipfile', '-e', archive, into], 120);
  const toolchain = join(into, `${MODULE}@${version}`);
  await makeExecutable(toolchain);
  return toolchain;
};

const download = async (url: string, path: string): Promise<void> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS) });
  if (!answer.ok || answer.body === null) throw new Error(`${url}: HTTP ${answer.status}`);
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(path));
};

/** An archive of a module has no modes. */
const makeExecutable = async (toolchain: string): Promise<void> => {
  for (const folder of ['bin', 'pkg/tool']) {
    const entries = await readdir(join(toolchain, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) if (entry.isFile()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
};
