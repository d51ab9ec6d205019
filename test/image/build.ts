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

/** The name of the build stage with the npm packages. */
const INSTALLED = 'localhost/kavmon-install:test';

const RECIPE = join(import.meta.dirname, 'Containerfile');
const cache = cacheFolder();

/** The files that the image is built from: those that .dockerignore includes. */
const SOURCES = [
  'Dockerfile',
  '.dockerignore',
  '{package,package-lock,tsconfig*}.json',
  '{build,src,checks,schemas}/**/*.{ts,cjs,json}',
];

const DAY_MS = 86_400_000;
const CERTIFICATES = '/etc/ssl/certs';

/** Installs what a build needs. Returns why that failed, in one line, or undefined. */
export const imageMissing = async (): Promise<string | undefined> => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'building the image needs Linux and root';
  const reason = await ensurePackages(['buildah', 'debootstrap']);
  return reason && `the image cannot be built: ${reason}`;
};

/**
 * Builds the image of this checkout on a local base, or takes it from the cache. Returns the path of a docker-archive.
 */
export const imageArchive = async (): Promise<string> => {
  const archive = join(cache, `image-${await keyOf(SOURCES)}.tar`);
  if (existsSync(archive)) return archive;
  await mkdir(cache, { recursive: true });
  // All checkouts build in one storage, which is pruned after each build.
  return locked(STORAGE, async (progress) => {
    if (!existsSync(archive)) await buildImage(archive, progress);
    return archive;
  });
};

const buildImage = async (archive: string, progress: Progress): Promise<void> => {
  console.error('building the image');
  const base = await localBase(progress);
  const build = async (...more: readonly string[]) => buildah(progress, ...(await buildLine(base, ...more)));
  // It has a name, so the prune below keeps it: it takes minutes to make, and all other layers seconds.
  await build('--target', 'install', '-t', INSTALLED);
  await build('-t', IMAGE);
  await removeOldArchives();
  await buildah(progress, 'push', IMAGE, `docker-archive:${archive}:${IMAGE}`);
  // A build that failed leaves a container, which keeps its image from being pruned.
  await buildah(progress, 'rm', '--all');
  await buildah(progress, 'rmi', '--prune');
};

/** Removes archives that are older than a day; younger ones may be in use by other checkouts. */
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

/** Arguments of a build in which npm uses the registry and the CA certificates of this machine. */
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

/**
 * Builds base images from Debian packages in place of the public ones; again when their Containerfile or Node changes.
 */
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
