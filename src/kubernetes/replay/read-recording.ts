import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorMessage, UsageError } from '../../model/errors.ts';
import { readLocalFile, withinReadLimit } from '../../process/local-file.ts';
import { decodeText } from '../../text/decode-text.ts';
import { BrokenList } from '../lists/chunk-buffer.ts';
import { readDocuments } from './documents.ts';
import { readKavmonSnapshot } from './kavmon-snapshot.ts';
import { createListReader } from './list-reader.ts';
import type { createNewestTime } from './newest-time.ts';
import { openRecordedFile } from './open-file.ts';
import type { RecordedLogs } from './recorded-logs.ts';
import type { RowStore } from './row-store.ts';

/** What a recording tells of itself. */
export interface RecordingInfo {
  readonly takenAt?: string | undefined;
  /** The server's version. */
  readonly server?: string | null | undefined;
  /** Those that were recorded, when it was not the whole cluster. */
  readonly namespaces?: readonly string[] | null;
}

/** What the files of a recording are read into. */
export interface RecordingParts {
  readonly store: RowStore;
  readonly logs: RecordedLogs;
  readonly newest: ReturnType<typeof createNewestTime>;
  readonly signal: AbortSignal | undefined;
}

/** @throws {UsageError} when there is nothing at this path. */
export const isFolderPath = async (path: string): Promise<boolean> => {
  try {
    return (await withinReadLimit(stat(path))).isDirectory();
  } catch (cause) {
    throw new UsageError(`there is no snapshot ${path}`, 'config', { cause });
  }
};

/** Reads all JSON files below a folder. @throws {UsageError} when one of them cannot be used. */
export const readRecordedFolder = async (folder: string, parts: RecordingParts): Promise<RecordingInfo> => {
  const entries = await withinReadLimit(readdir(folder, { recursive: true, withFileTypes: true })).catch(
    (cause: Error) => {
      throw unreadableError(folder, cause);
    },
  );
  const files = entries.filter((entry) => entry.isFile() && /\.json(\.gz)?$/.test(entry.name));
  for (const { parentPath, name } of files) {
    if (name !== RECORDING_FILE) await readRecordedFile(join(parentPath, name), parts);
  }
  return readRecordingInfo(folder);
};

const RECORDING_FILE = 'recording.json';

const readRecordingInfo = async (folder: string): Promise<RecordingInfo> => {
  const path = join(folder, RECORDING_FILE);
  let text: string;
  try {
    text = decodeText(await readLocalFile(path));
  } catch {
    return {};
  }
  try {
    const { takenAt, server } = JSON.parse(text) as { takenAt?: string; server?: { gitVersion?: string } };
    return { takenAt, server: server?.gitVersion };
  } catch (cause) {
    throw new UsageError(`${path} is not JSON`, 'config', { cause });
  }
};

/** Reads a file. When it breaks off, the resources that it is known to hold are invalid; when none is known, so is the recording. */
export const readRecordedFile = async (path: string, parts: RecordingParts): Promise<RecordingInfo> => {
  const file = basename(path);
  const lists = createListReader(file, { store: parts.store, onObject: parts.newest.add });
  try {
    return await readFileInto(path, parts, lists);
  } catch (cause) {
    const isBroken = cause instanceof BrokenList || cause instanceof SyntaxError || isFileError(cause);
    if (!isBroken || lists.names.size === 0) throw unreadableError(join(basename(dirname(path)), file), cause);
    for (const name of lists.names)
      parts.store.markInvalid(name, `the snapshot's ${file} cannot be used: ${cause.message}`);
    return {};
  }
};

/** One file of many that may not be read, or not to its end. */
const isFileError = (cause: unknown): cause is Error =>
  typeof (cause as NodeJS.ErrnoException).code === 'string' && (cause as NodeJS.ErrnoException).syscall !== undefined;

const readFileInto = async (
  path: string,
  { store, logs, signal }: RecordingParts,
  lists: ReturnType<typeof createListReader>,
): Promise<RecordingInfo> => {
  const { first, chunks } = await openRecordedFile(path, signal);
  if (first.includes('"KavmonSnapshot"')) return readKavmonSnapshot(chunks, store, logs.add);
  await readDocuments(chunks, { document: lists.document, log: logs.line });
  return {};
};

const unreadableError = (file: string, cause: unknown): UsageError => {
  return new UsageError(`the snapshot ${file} cannot be read: ${errorMessage(cause)}`, 'config', { cause });
};
