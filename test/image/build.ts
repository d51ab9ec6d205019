import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, glob, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cachedFolder, cacheFolder } from '../cache/cache.ts';
import { type ReportProgress, withLock } from '../cache/lock.ts';
import { runLongTool, runTool } from '../cluster/program.ts';
import { ensurePackages } from '../support/debian.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';

/** The name under which the image is imported into a node. */
export const KAVMON_IMAGE = 'localhost/kavmon:test';

/** The name of the build stage with the npm packages. */
const INSTALL_IMAGE = 'localhost/kavmon-install:test';

const BASE_CONTAINERFILE = join(import.meta.dirname, 'Containerfile');
const imageCache = cacheFolder();

/** The files that the image is built from: those that .dockerignore includes. */
const IMAGE_SOURCES = [
  'Dockerfile',
  '.dockerignore',
  '{package,package-lock,tsconfig*}.json',
  '{build,src,checks,schemas}/**/*.{ts,cjs,json}',
];

const ARCHIVE_AGE_MS = 86_400_000;
const CERTIFICATE_FOLDER = '/etc/ssl/certs';

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
  const archive = join(imageCache, `image-${await sourceKey(IMAGE_SOURCES)}.tar`);
  if (existsSync(archive)) return archive;
  await mkdir(imageCache, { recursive: true });
  // All checkouts build in one storage, which is pruned after each build.
  return withLock(BUILDAH_STORAGE, async (progress) => {
    if (!existsSync(archive)) await buildImage(archive, progress);
    return archive;
  });
};

const buildImage = async (archive: string, progress: ReportProgress): Promise<void> => {
  console.error('building the image');
  const base = await buildBaseImages(progress);
  const build = async (...more: readonly string[]) => runBuildah(progress, ...(await buildLine(base, ...more)));
  // It has a name, so the prune below keeps it: it takes minutes to make, and all other layers seconds.
  await build('--target', 'install', '-t', INSTALL_IMAGE);
  await build('-t', KAVMON_IMAGE);
  await removeOldArchives();
  await runBuildah(progress, 'push', KAVMON_IMAGE, `docker-archive:${archive}:${KAVMON_IMAGE}`);
  // A build that failed leaves a container, which keeps its image from being pruned.
  await runBuildah(progress, 'rm', '--all');
  await runBuildah(progress, 'rmi', '--prune');
};

/** Removes archives that are older than a day; younger ones may be in use by other checkouts. */
const removeOldArchives = async (): Promise<void> => {
  for await (const name of glob('image-*.tar', { cwd: imageCache })) {
    const path = join(imageCache, name);
    if (Date.now() - (await stat(path)).mtimeMs > ARCHIVE_AGE_MS) await rm(path);
  }
};

const sourceKey = async (patterns: readonly string[]): Promise<string> => {
  const hash = createHash('sha256');
  const paths = new Set<string>();
  for await (const path of glob(patterns, { cwd: REPOSITORY_ROOT })) paths.add(path);
  for (const path of [...paths].toSorted()) hash.update(path).update(await readFile(join(REPOSITORY_ROOT, path)));
  return hash.digest('hex').slice(0, 16);
};

/** Arguments of a build in which npm uses the registry and the CA certificates of this machine. */
const buildLine = async (base: BaseImages, ...more: readonly string[]) => {
  const npmrc = join(tmpdir(), `kavmon-npmrc-${process.pid}`);
  const registry = (await runTool(['npm', 'config', 'get', 'registry'])).trim();
  await writeFile(npmrc, `registry=${registry}\ncafile=${CERTIFICATE_FOLDER}/ca-certificates.crt\nfetch-retries=1\n`);
  return [
    ...['build', '--layers', '--pull=never', ...more],
    ...['-v', `${npmrc}:/root/.npmrc:ro`, '-v', `${CERTIFICATE_FOLDER}:${CERTIFICATE_FOLDER}:ro`],
    ...['--build-arg', `BUILD_IMAGE=${base.build}`, '--build-arg', `RUN_IMAGE=${base.run}`],
    ...['--build-arg', 'VERSION=test', '--build-arg', 'REVISION=test', REPOSITORY_ROOT],
  ];
};

const BUILDAH_STORAGE = join(imageCache, 'containers');

const runBuildah = async (progress: ReportProgress, ...line: readonly string[]): Promise<string> => {
  const at = ['--root', BUILDAH_STORAGE, '--runroot', join(tmpdir(), 'kavmon-buildah')];
  return runLongTool(['env', 'STORAGE_DRIVER=vfs', 'BUILDAH_ISOLATION=chroot', 'buildah', ...at, ...line], progress);
};

interface BaseImages {
  readonly build: string;
  readonly run: string;
}

/**
 * Builds base images from Debian packages in place of the public ones; again when their Containerfile or Node changes.
 */
const buildBaseImages = async (progress: ReportProgress): Promise<BaseImages> => {
  const hash = createHash('sha256')
    .update(await readFile(BASE_CONTAINERFILE))
    .update(process.version);
  const key = hash.digest('hex').slice(0, 12);
  const base = { build: `localhost/kavmon-base:build-${key}`, run: `localhost/kavmon-base:run-${key}` };
  const have = await runBuildah(progress, 'images', '--format', '{{.Name}}:{{.Tag}}');
  if (have.includes(base.run)) return base;
  const rootfs = await cachedFolder('debian-minbase-bookworm', (into) =>
    runLongTool(['debootstrap', '--variant=minbase', '--include=ca-certificates', 'bookworm', into], progress),
  );
  const context = join(tmpdir(), `kavmon-base-${process.pid}`);
  try {
    await mkdir(context);
    await runLongTool(['tar', '-C', rootfs, '-cvf', join(context, 'rootfs.tar'), '.'], progress);
    await cp(await realpath(process.execPath), join(context, 'node'));
    const npm = dirname(dirname((await runTool(['realpath', (await runTool(['which', 'npm'])).trim()])).trim()));
    await cp(npm, join(context, 'npm'), { recursive: true });
    for (const target of ['build', 'run'] as const) {
      await runBuildah(
        progress,
        'build',
        '--layers',
        '--target',
        target,
        '-t',
        base[target],
        '-f',
        BASE_CONTAINERFILE,
        context,
      );
    }
  } finally {
    await rm(context, { recursive: true, force: true });
  }
  return base;
};

if (import.meta.main) console.log(await imageArchive());
