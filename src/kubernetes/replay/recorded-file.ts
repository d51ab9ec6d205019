import { basename, dirname, join } from 'node:path';
import { errorMessage, UsageError } from '../../model/errors.ts';
import { readDocuments } from './documents.ts';
import { readKavmonSnapshot } from './kavmon-snapshot.ts';
import { createListReader } from './list-reader.ts';
import { type OpenedFile, openRecordedFile } from './open-file.ts';
import type { RecordingInfo, RecordingParts } from './recording-parts.ts';

/** A file of which nothing could be read. */
export class UnreadableFile extends UsageError {
  /** Why objects may be missing; undefined of files that are something else, such as notes. */
  readonly consequence: string | undefined;

  constructor(path: string, cause: unknown, first: Buffer | undefined) {
    const file = join(basename(dirname(path)), basename(path));
    super(`the snapshot ${file} cannot be read: ${errorMessage(cause)}`, 'config', { cause });
    const mayHoldObjects = first === undefined || first.length === 0 || OBJECT_WORDS.test(first.toString('latin1'));
    this.consequence = mayHoldObjects ? `${this.message}; ${MAY_HOLD_MORE}` : undefined;
  }
}

/** kubectl begins with them. */
const OBJECT_WORDS = /\b(?:apiVersion|kind|items)\b/;

const MAY_HOLD_MORE = 'it may have held more of them: mend it, or take it out of the folder';

/**
 * Reads a file. When it breaks off, the resource that it is named after is invalid; nobody knows what else a file of another
 * name would have held, beside the resources that were found in it.
 *
 * @throws {UnreadableFile} when nothing is known of it.
 */
export const readRecordedFile = async (path: string, parts: RecordingParts): Promise<RecordingInfo> => {
  const file = basename(path);
  const lists = createListReader(file, { store: parts.store, onObject: parts.newest.add });
  let first: Buffer | undefined;
  try {
    const opened = await openRecordedFile(path, parts.signal);
    first = opened.first;
    return await readOpenedFile(opened, parts, lists);
  } catch (cause) {
    parts.signal?.throwIfAborted();
    if (lists.names.size === 0) throw new UnreadableFile(path, cause, first);
    const message = `the snapshot's ${file} cannot be used: ${errorMessage(cause)}`;
    for (const name of lists.names) parts.store.markInvalid(name, message);
    if (parts.store.nameOfFile(file) === undefined) parts.store.markUnknown(`${message}; ${MAY_HOLD_MORE}`);
    return {};
  }
};

const readOpenedFile = async (
  { first, chunks }: OpenedFile,
  { store, logs, yaml }: RecordingParts,
  lists: ReturnType<typeof createListReader>,
): Promise<RecordingInfo> => {
  if (first.includes('"KavmonSnapshot"')) return readKavmonSnapshot(chunks, store, logs.add);
  if (isJson(first)) await readDocuments(chunks, { document: lists.document, log: logs.line });
  else {
    const { readYamlDocuments } = await import('./yaml/documents.ts');
    await readYamlDocuments(chunks, lists, yaml);
  }
  return {};
};

/** JSON documents, or the logs that a dump has between them; what is empty is no YAML either. */
const isJson = (first: Buffer): boolean => /^\s*(?:\{|====|$)/.test(first.toString('latin1', 0, FORMAT_BYTES));

/** Of a file, for telling its format. */
const FORMAT_BYTES = 1024;
