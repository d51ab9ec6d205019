import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createGzip } from 'node:zlib';

/** Writes lines of JSON into a packed file that only its owner may read. */
export interface LineWriter {
  /** Resolves when there is room for more. */
  write(lines: readonly object[]): Promise<void>;
  /** Bytes of the file, when all is on the disk. */
  end(): Promise<number>;
}

/** @throws what the file system says, of each call. */
export const openLineWriter = async (path: string): Promise<LineWriter> => {
  const file = createWriteStream(path, { mode: 0o600 });
  await once(file, 'open');
  const packed = createGzip();
  packed.pipe(file);
  const failed = new Promise<never>((_, reject) => {
    for (const stream of [packed, file]) stream.once('error', reject);
  });
  failed.catch(() => undefined);
  return {
    write: async (lines) => {
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      if (!packed.write(text)) await Promise.race([once(packed, 'drain'), failed]);
    },
    end: async () => {
      packed.end();
      await Promise.race([once(file, 'close'), failed]);
      return file.bytesWritten;
    },
  };
};
