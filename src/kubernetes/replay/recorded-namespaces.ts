import { createNewestTime } from './newest-time.ts';
import { isFolderPath, readRecordedFile, readRecordedFolder } from './read-recording.ts';
import { createRecordedLogs } from './recorded-logs.ts';
import { createRowStore } from './row-store.ts';

/**
 * The namespaces of which a recording has something, sorted. `signal` ends the reading.
 *
 * @throws {UsageError} when there is no such file, or it is not a recording.
 */
export const readRecordedNamespaces = async (path: string, signal: AbortSignal): Promise<readonly string[]> => {
  const names = new Set<string>();
  const store = createRowStore((namespace) => {
    if (namespace !== undefined) names.add(namespace);
    return false;
  });
  const parts = { store, logs: createRecordedLogs(undefined), newest: createNewestTime(), signal };
  const read = (await isFolderPath(path)) ? readRecordedFolder : readRecordedFile;
  const info = await read(path, parts);
  return [...new Set([...names, ...(info.namespaces ?? [])])].toSorted();
};
