import type { createNewestTime } from './newest-time.ts';
import type { RecordedLogs } from './recorded-logs.ts';
import type { RowStore } from './row-store.ts';
import type { YamlParser } from './yaml/parser.ts';

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
  readonly yaml: YamlParser;
  readonly signal: AbortSignal | undefined;
}
