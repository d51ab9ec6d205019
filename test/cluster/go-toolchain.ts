import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cachedFolder } from '../cache/cache.ts';
import type { ReportProgress } from '../cache/lock.ts';
import { runLongTool, runTool } from './program.ts';

const GO_VERSION = '1.26.8';
/** SHA-256 of the toolchain's archive, by Node's name of the processor. */
const GO_ARCHIVES: Readonly<Record<string, readonly [arch: string, sha256: string]>> = {
  x64: ['amd64', '30c2b1bf7dcc88d3eb0a1364e47ddd9128edb3110a30e8a0ef61cd5856b31de7'],
};
const FETCH_TIMEOUT_MS = 300_000;
const TOOLCHAIN_MODULE = 'golang.org/toolchain';

/**
 * Returns the path of a go command: the machine's when it downloads the toolchain that a module requires (from 1.21),
 * else one from the module proxy (https://go.dev/ref/mod#toolchains), which the cache keeps.
 * @throws Error when it cannot be fetched.
 */
export const findGo = async (): Promise<string> => ((await hasRecentGo()) ? 'go' : fetchGo());

/** Fetches Go when it is missing. Returns why that failed, in one line, or undefined. */
export const goMissing = (): Promise<string | undefined> =>
  findGo().then(
    () => undefined,
    (error: Error) => `there is no Go, and none could be fetched: ${error.message}`,
  );

const hasRecentGo = async (): Promise<boolean> => {
  const output = await runTool(['go', 'version']).catch(() => '');
  const [, minor] = /go1\.(\d+)/.exec(output) ?? [];
  return Number(minor) >= 21;
};

/** A package of a Go module: the folder of its go.mod, and the flags of the linker. */
export interface GoProgram {
  readonly folder: string;
  readonly name: string;
  readonly flags: string;
  /** The folder of the program; it must exist. */
  readonly into: string;
}

/** Builds the program; each package that is compiled is reported as progress. */
export const compileGo = async ({ folder, name, flags, into }: GoProgram, progress: ReportProgress): Promise<void> => {
  console.error(`building ${name}`);
  const build = [
    await findGo(),
    '-C',
    folder,
    'build',
    '-v',
    '-trimpath',
    '-ldflags',
    `-s -w ${flags}`,
    '-o',
    into,
    name,
  ];
  await runLongTool(['env', 'CGO_ENABLED=0', 'GOTOOLCHAIN=auto', 'nice', ...build], progress);
};

const fetchGo = async (): Promise<string> => join(await cachedFolder(`go-${GO_VERSION}`, fetchToolchain), 'bin/go');

/** Downloads the toolchain into the folder. */
const fetchToolchain = async (into: string, progress: ReportProgress): Promise<void> => {
  const [arch, sha256] = GO_ARCHIVES[process.arch] ?? [];
  if (arch === undefined) throw new Error(`no toolchain is known for ${process.arch}`);
  const version = `v0.0.1-go${GO_VERSION}.linux-${arch}`;
  const [proxy = ''] = (process.env.GOPROXY || 'https://proxy.golang.org').split(/[,|]/);
  const archive = join(into, 'archive.zip');
  await downloadFile(`${proxy}/${TOOLCHAIN_MODULE}/@v/${version}.zip`, archive, progress);
  const hash = createHash('sha256');
  await pipeline(createReadStream(archive), hash);
  if (hash.digest('hex') !== sha256) throw new Error(`${archive} is not what it was`);
  progress('unpacking');
  await runLongTool(['python3', '-m', 'zipfile', '-e', archive, into], progress);
  const toolchain = join(into, `${TOOLCHAIN_MODULE}@${version}`);
  await makeExecutable(toolchain);
  for (const entry of await readdir(toolchain)) await rename(join(toolchain, entry), join(into, entry));
  await rm(archive);
};

const downloadFile = async (url: string, path: string, progress: ReportProgress): Promise<void> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!answer.ok || answer.body === null) throw new Error(`${url}: HTTP ${answer.status}`);
  const body = Readable.fromWeb(answer.body).on('data', () => progress(`fetching ${url}`));
  await pipeline(body, createWriteStream(path));
};

/** Sets the mode of the programs: the archive of a module has none. */
const makeExecutable = async (toolchain: string): Promise<void> => {
  for (const folder of ['bin', 'pkg/tool']) {
    const entries = await readdir(join(toolchain, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) if (entry.isFile()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
};
