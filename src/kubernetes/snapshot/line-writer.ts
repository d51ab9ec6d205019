import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createGzip } from 'node:zlib';

/** Writes lines of JSON into a gzip file that only its owner may read. */
export interface LineWriter {
  /** Resolves when more may be written. */
  write(lines: readonly object[]): Promise<void>;
  /** Closes the file and returns its size in bytes. */
  end(): Promise<number>;
}

/**
 * `hide` takes the credentials of the cluster out of every text.
 *
 * @throws what the file system says, of each call.
 */
export const openLineWriter = async (path: string, hide: (text: string) => string): Promise<LineWriter> => {
  const hideInText = (_key: string, value: unknown): unknown => (typeof value === 'string' ? hide(value) : value);
  const file = createWriteStream(path, { mode: 0o600 });
  await once(file, 'open');
  const gzip = createGzip();
  gzip.pipe(file);
  const failed = new Promise<never>((_, reject) => {
    for (const stream of [gzip, file]) stream.once('error', reject);
  });
  failed.catch(() => undefined);
  return {
    write: async (lines) => {
      const text = lines.map((line) => `${JSON.stringify(line, hideInText)}\n`).join('');
      if (!gzip.write(text)) await Promise.race([once(gzip, 'drain'), failed]);
    },
    end: async () => {
      gzip.end();
      await Promise.race([once(file, 'close'), failed]);
      return file.bytesWritten;
    },
  };
};
