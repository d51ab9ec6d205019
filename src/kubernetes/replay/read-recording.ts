import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../model/errors.ts';
import { readLocalFile, withinReadLimit } from '../../process/local-file.ts';
import { decodeText } from '../../text/decode-text.ts';
import { readRecordedFile, UnreadableFile } from './recorded-file.ts';
import type { RecordingInfo, RecordingParts } from './recording-parts.ts';

/** @throws {UsageError} when there is nothing at this path. */
export const isFolderPath = async (path: string): Promise<boolean> => {
  try {
    return (await withinReadLimit(stat(path))).isDirectory();
  } catch (cause) {
    throw new UsageError(`there is no snapshot ${path}`, 'config', { cause });
  }
};

/**
 * Reads a recording: a file, or all JSON and YAML files below a folder. One of a folder that cannot be read does not spoil the
 * rest: `onUnreadable` is told.
 *
 * @throws {UsageError} when nothing can be read.
 */
export const readRecording = async (
  path: string,
  parts: RecordingParts,
  onUnreadable: (warning: string) => void,
): Promise<RecordingInfo> => {
  try {
    if (!(await isFolderPath(path))) return await readRecordedFile(path, parts);
    const unreadable = await readFiles(await listRecordedFiles(path), parts);
    if (unreadable[0] !== undefined && parts.store.isEmpty()) throw unreadable[0];
    for (const { message } of unreadable) onUnreadable(message);
    return await readRecordingInfo(path);
  } finally {
    await parts.yaml.close();
  }
};

const listRecordedFiles = async (folder: string): Promise<readonly string[]> => {
  const listing = readdir(folder, { recursive: true, withFileTypes: true });
  const entries = await withinReadLimit(listing).catch((cause: Error) => {
    throw new UnreadableFile(folder, cause, undefined);
  });
  return entries
    .filter((entry) => entry.isFile() && isRecordedFile(entry.name) && entry.name !== RECORDING_FILE)
    .map(({ parentPath, name }) => join(parentPath, name));
};

/** Returns those that cannot be read. */
const readFiles = async (paths: readonly string[], parts: RecordingParts): Promise<readonly UnreadableFile[]> => {
  const unreadable: UnreadableFile[] = [];
  for (const path of paths) {
    try {
      await readRecordedFile(path, parts);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      unreadable.push(error);
      if (error.consequence !== undefined) parts.store.markUnknown(error.consequence);
    }
  }
  return unreadable;
};

const isRecordedFile = (name: string): boolean => /\.(?:json|ya?ml)(?:\.gz)?$/.test(name);

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
