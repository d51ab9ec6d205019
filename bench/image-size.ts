import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGzip } from 'node:zlib';
import type { UnpackedImage } from '../test/image/container.ts';
import type { BenchRow } from './row.ts';

const BYTES_PER_MB = 2 ** 20;

/** Layers that the Dockerfile adds to its base: the program, the folder of the cache, and the cache. */
const OWN_LAYERS = 3;

/** Sizes of the layers on disk and compressed, as a registry stores them; the ratio is to the base. */
export const sizesOf = async ({ layers }: UnpackedImage): Promise<readonly BenchRow[]> => {
  const sizes = await Promise.all(layers.map(sizeOf));
  const base = sumSizes(sizes.slice(0, -OWN_LAYERS));
  const own = sumSizes(sizes.slice(-OWN_LAYERS));
  const [program, ...cache] = sizes.slice(-OWN_LAYERS);
  const rows = { 'base (stand-in)': base, program, 'compile cache': sumSizes(cache), 'all of kavmon': own };
  return Object.entries(rows).map(([name, size]) => {
    const row = { work: 'size of the image', program: name, ...size };
    return name === 'all of kavmon' ? { ...row, than: 'base', ratio: own.packed / base.packed } : row;
  });
};

interface LayerSize {
  readonly size: number;
  readonly packed: number;
}

const sumSizes = (sizes: readonly LayerSize[]): LayerSize =>
  sizes.reduce((all, one) => ({ size: all.size + one.size, packed: all.packed + one.packed }), { size: 0, packed: 0 });

const sizeOf = async (layer: string): Promise<LayerSize> => {
  let packed = 0;
  for await (const part of createReadStream(layer).pipe(createGzip())) packed += (part as Buffer).length;
  return { size: (await stat(layer)).size / BYTES_PER_MB, packed: packed / BYTES_PER_MB };
};
