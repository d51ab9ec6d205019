import { crc32, deflateRawSync } from 'node:zlib';
import { ARCHIVE_TIME, type ArchiveEntry, sortedEntries } from './tar.ts';

// The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_RECORD = 0x06054b50;
const VERSION = 20;
const DEFLATE = 8;
/** Names are UTF-8. */
const FLAGS = 1 << 11;
/** The year since 1980, month and day; the time is midnight. */
const DATE = ((ARCHIVE_TIME.getUTCFullYear() - 1980) << 9) | (1 << 5) | 1;

/** Files as a ZIP archive, in the order of their paths. */
export const zipOf = (entries: readonly ArchiveEntry[]): Buffer => {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content } of sortedEntries(entries)) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(content);
    const common = commonHeader(name, content, packed);
    const file = Buffer.concat([numbers([LOCAL_HEADER, 4]), common, name, packed]);
    const place = numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]);
    directory.push(Buffer.concat([numbers([CENTRAL_HEADER, 4], [VERSION, 2]), common, place, name]));
    files.push(file);
    offset += file.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const count = directory.length;
  const end = numbers([END_RECORD, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [offset, 4], [0, 2]);
  return Buffer.concat([...files, ...directory, end]);
};

const commonHeader = (name: Buffer, content: Buffer, packed: Buffer): Buffer =>
  numbers(
    ...([
      [VERSION, 2],
      [FLAGS, 2],
      [DEFLATE, 2],
      [0, 2],
      [DATE, 2],
    ] as const),
    ...([
      [crc32(content), 4],
      [packed.length, 4],
      [content.length, 4],
      [name.length, 2],
      [0, 2],
    ] as const),
  );

/** Little-endian numbers of so many bytes. */
const numbers = (...fields: readonly (readonly [value: number, bytes: 2 | 4])[]): Buffer =>
  Buffer.concat(
    fields.map(([value, bytes]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
