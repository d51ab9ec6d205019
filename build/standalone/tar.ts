/** A file of an archive. */
export interface ArchiveEntry {
  /** With `/`, whatever the system. */
  readonly path: string;
  readonly content: Buffer;
  readonly isProgram: boolean;
}

/** The time of every entry, so that the same files make the same archive: the oldest that a ZIP file can state. */
export const ARCHIVE_TIME = new Date('1980-01-01T00:00:00Z');

const BLOCK = 512;
const CHECKSUM_OFFSET = 148;

/** Files as they lie in a tar archive of the format ustar (POSIX.1-1988), in the order of their paths. @throws for a path that does not fit in. */
export const tarOf = (entries: readonly ArchiveEntry[]): Buffer => {
  const parts = sortedEntries(entries).flatMap((entry) => {
    const rest = entry.content.length % BLOCK;
    return [tarHeader(entry), entry.content, Buffer.alloc(rest === 0 ? 0 : BLOCK - rest)];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
};

export const sortedEntries = (entries: readonly ArchiveEntry[]): readonly ArchiveEntry[] =>
  entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));

const tarHeader = ({ path, content, isProgram }: ArchiveEntry): Buffer => {
  const header = Buffer.alloc(BLOCK);
  const { prefix, name } = splitPath(path);
  const mode = isProgram ? 0o755 : 0o644;
  header.write(name, 0);
  header.write(octal(mode, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(content.length, 11), 124);
  header.write(octal(ARCHIVE_TIME.getTime() / 1000, 11), 136);
  header.write('        0', CHECKSUM_OFFSET);
  header.write('ustar\0', 257);
  header.write('00', 263);
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, CHECKSUM_OFFSET);
  return header;
};

const octal = (value: number, width: number): string => value.toString(8).padStart(width, '0');

/** A name has 100 bytes at most, what stands before it 155. */
const splitPath = (path: string): { readonly prefix: string; readonly name: string } => {
  if (Buffer.byteLength(path) <= 100) return { prefix: '', name: path };
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return { prefix, name };
  }
  throw new Error(`the path is too long for a tar archive: ${path}`);
};
