import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imageArchive, imageMissing } from '../test/image/build.ts';
import { removeImage, type UnpackedImage, unpackImage } from '../test/image/container.ts';
import { ensurePackages } from '../test/support/debian.ts';
import { limitedRuns, startUps } from './image-runs.ts';
import { sizesOf } from './image-size.ts';
import type { BenchRow } from './row.ts';
import type { ServerPorts } from './server.ts';

/**
 * The image: the size of its layers, its start inside a container, and whole runs in the smallest container. No rows
 * where no image can be built.
 */
export const imageFigures = async ({ http }: ServerPorts): Promise<readonly BenchRow[]> => {
  const missing = (await imageMissing()) ?? (await ensurePackages(['runc', 'time']));
  if (missing !== undefined) {
    process.stderr.write(`the image is not measured: ${missing}\n`);
    return [];
  }
  const image = await unpackImage(await imageArchive());
  try {
    const stage = { image, mounts: await benchMounts(image, http) };
    return [...(await sizesOf(image)), ...(await startUps(stage)), ...(await limitedRuns(stage))];
  } finally {
    await removeImage(image);
  }
};

const benchMounts = async (image: UnpackedImage, port: number): Promise<Readonly<Record<string, string>>> => {
  const config = join(image.folder, 'kavmon.yaml');
  const check = `http-endpoint: { url: 'http://127.0.0.1:${port}/0/1' }`;
  await writeFile(config, `services:\n  web:\n    checks:\n      ${check}\n`);
  return {
    '/bench/kavmon.yaml': config,
    '/bench/snapshot.gz': benchFile('../examples/cluster.json.gz'),
    '/bench/inside.ts': benchFile('inside.ts'),
    '/bench/measure.ts': benchFile('measure.ts'),
    '/bench/time': '/usr/bin/time',
  };
};

const benchFile = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
