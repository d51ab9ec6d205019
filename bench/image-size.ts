import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGzip } from 'node:zlib';
import type { Unpacked } from '../test/image/container.ts';
import type { Row } from './row.ts';

const MB = 2 ** 20;

/** Layers that the recipe adds: the program, a folder for its cache, and what is in that. */
const OWN = 3;

/** The layers, first those of the base, on disk and as a registry has them; ratios are to the base. */
export const sizesOf = async ({ layers }: Unpacked): Promise<readonly Row[]> => {
  const sizes = await Promise.all(layers.map(sizeOf));
  const base = sum(sizes.slice(0, -OWN));
  const own = sum(sizes.slice(-OWN));
  const [program, ...cache] = sizes.slice(-OWN);
  const rows = { 'base (stand-in)': base, program, 'compile cache': sum(cache), 'all of kavmon': own };
  return Object.entries(rows).map(([name, size]) => {
    const row = { work: 'size of the image', program: name, ...size };
    return name === 'all of kavmon' ? { ...row, than: 'base', ratio: own.packed / base.packed } : row;
  });
};

interface Size {
  readonly size: number;
  readonly packed: number;
}

const sum = (sizes: readonly Size[]): Size =>
  sizes.reduce((all, one) => ({ size: all.size + one.size, packed: all.packed + one.packed }), { size: 0, packed: 0 });

const sizeOf = async (layer: string): Promise<Size> => {
  let packed = 0;
  for await (const part of createReadStream(layer).pipe(createGzip())) packed += (part as Buffer).length;
  return { size: (await stat(layer)).size / MB, packed: packed / MB };
};
