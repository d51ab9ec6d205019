import { createNewestTime } from './newest-time.ts';
import { readRecording } from './read-recording.ts';
import { createRecordedLogs } from './recorded-logs.ts';
import { createRowStore } from './row-store.ts';
import { createYamlParser } from './yaml/parser.ts';

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
  const parts = {
    store,
    logs: createRecordedLogs(undefined),
    newest: createNewestTime(),
    yaml: createYamlParser(signal),
    signal,
  };
  const info = await readRecording(path, parts, () => undefined);
  return [...new Set([...names, ...(info.namespaces ?? [])])].toSorted();
};
