import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, glob, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cached, cacheFolder } from '../cache/cache.ts';
import { locked, type Progress } from '../cache/lock.ts';
import { command, longCommand } from '../cluster/program.ts';
import { ensurePackages } from '../support/debian.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';

/** The name under which the image is imported into a node. */
export const IMAGE = 'localhost/kavmon:test';

/** The packages by themselves. */
const INSTALLED = 'localhost/kavmon-install:test';

const RECIPE = join(import.meta.dirname, 'Containerfile');
const cache = cacheFolder();

/** What the image is made of: what .dockerignore lets through. */
const SOURCES = [
  'Dockerfile',
  '.dockerignore',
  '{package,package-lock,tsconfig*}.json',
  '{build,src,checks,schemas}/**/*.{ts,cjs,json}',
];

const DAY_MS = 86_400_000;
const CERTIFICATES = '/etc/ssl/certs';

/** Why no image can be built here, in one line, or undefined. Installs what it may. */
export const imageMissing = async (): Promise<string | undefined> => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'building the image needs Linux and root';
  const reason = await ensurePackages(['buildah', 'debootstrap']);
  return reason && `the image cannot be built: ${reason}`;
};

/** Builds the image of this checkout on a local base, or takes it from the cache. Returns the path of a docker-archive. */
export const imageArchive = async (): Promise<string> => {
  const archive = join(cache, `image-${await keyOf(SOURCES)}.tar`);
  if (existsSync(archive)) return archive;
  await mkdir(cache, { recursive: true });
  // All images are built in one storage, which is tidied up after each.
  return locked(STORAGE, async (progress) => {
    if (!existsSync(archive)) await buildImage(archive, progress);
    return archive;
  });
};

const buildImage = async (archive: string, progress: Progress): Promise<void> => {
  console.error('building the image');
  const base = await localBase(progress);
  const build = async (...more: readonly string[]) => buildah(progress, ...(await buildLine(base, ...more)));
  // Named, so that it outlives what is thrown away below: everything else of a build is gigabytes, and made anew in seconds.
  await build('--target', 'install', '-t', INSTALLED);
  await build('-t', IMAGE);
  await removeOldArchives();
  await buildah(progress, 'push', IMAGE, `docker-archive:${archive}:${IMAGE}`);
  // A build that failed leaves its container, which holds its image; nobody else builds here now.
  await buildah(progress, 'rm', '--all');
  await buildah(progress, 'rmi', '--prune');
};

/** Those of other sources stay for a day: another checkout may be testing them. */
const removeOldArchives = async (): Promise<void> => {
  for await (const name of glob('image-*.tar', { cwd: cache })) {
    const path = join(cache, name);
    if (Date.now() - (await stat(path)).mtimeMs > DAY_MS) await rm(path);
  }
};

const keyOf = async (patterns: readonly string[]): Promise<string> => {
  const hash = createHash('sha256');
  const paths = new Set<string>();
  for await (const path of glob(patterns, { cwd: REPOSITORY_ROOT })) paths.add(path);
  for (const path of [...paths].toSorted()) hash.update(path).update(await readFile(join(REPOSITORY_ROOT, path)));
  return hash.digest('hex').slice(0, 16);
};

/** npm reaches the registry that this machine uses and trusts whom this machine trusts; it gets no more of its settings. */
const buildLine = async (base: Base, ...more: readonly string[]) => {
  const npmrc = join(tmpdir(), `kavmon-npmrc-${process.pid}`);
  const registry = (await command(['npm', 'config', 'get', 'registry'])).trim();
  await writeFile(npmrc, `registry=${registry}\ncafile=${CERTIFICATES}/ca-certificates.crt\nfetch-retries=1\n`);
  return [
    ...['build', '--layers', '--pull=never', ...more],
    ...['-v', `${npmrc}:/root/.npmrc:ro`, '-v', `${CERTIFICATES}:${CERTIFICATES}:ro`],
    ...['--build-arg', `BUILD_IMAGE=${base.build}`, '--build-arg', `RUN_IMAGE=${base.run}`],
    ...['--build-arg', 'VERSION=test', '--build-arg', 'REVISION=test', REPOSITORY_ROOT],
  ];
};

const STORAGE = join(cache, 'containers');

const buildah = async (progress: Progress, ...line: readonly string[]): Promise<string> => {
  const at = ['--root', STORAGE, '--runroot', join(tmpdir(), 'kavmon-buildah')];
  return longCommand(['env', 'STORAGE_DRIVER=vfs', 'BUILDAH_ISOLATION=chroot', 'buildah', ...at, ...line], progress);
};

interface Base {
  readonly build: string;
  readonly run: string;
}

/** Stand-ins for the public bases, made of Debian's packages; made anew when their recipe or Node changes. */
const localBase = async (progress: Progress): Promise<Base> => {
  const hash = createHash('sha256')
    .update(await readFile(RECIPE))
    .update(process.version);
  const key = hash.digest('hex').slice(0, 12);
  const base = { build: `localhost/kavmon-base:build-${key}`, run: `localhost/kavmon-base:run-${key}` };
  const have = await buildah(progress, 'images', '--format', '{{.Name}}:{{.Tag}}');
  if (have.includes(base.run)) return base;
  const rootfs = await cached('debian-minbase-bookworm', (into) =>
    longCommand(['debootstrap', '--variant=minbase', '--include=ca-certificates', 'bookworm', into], progress),
  );
  const context = join(tmpdir(), `kavmon-base-${process.pid}`);
  try {
    await mkdir(context);
    await longCommand(['tar', '-C', rootfs, '-cvf', join(context, 'rootfs.tar'), '.'], progress);
    await cp(await realpath(process.execPath), join(context, 'node'));
    const npm = dirname(dirname((await command(['realpath', (await command(['which', 'npm'])).trim()])).trim()));
    await cp(npm, join(context, 'npm'), { recursive: true });
    for (const target of ['build', 'run'] as const) {
      await buildah(progress, 'build', '--layers', '--target', target, '-t', base[target], '-f', RECIPE, context);
    }
  } finally {
    await rm(context, { recursive: true, force: true });
  }
  return base;
};

if (import.meta.main) console.log(await imageArchive());
