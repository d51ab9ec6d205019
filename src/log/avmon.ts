import type { Json } from '../model/json.ts';
import type { Result } from '../model/result.ts';
import { formatTimestamp } from './log-event.ts';

/** One result in AVMon's shape: the names that AVMon and Kavmon used, and our own fields between the two timestamps. */
export type AvmonEntry = { readonly [field: string]: Json };

/** A result as `health_check_result` of a log line has it: with its group. */
export const avmonResult = (result: Result): AvmonEntry => ({ group: result.group, ...avmonEntry(result) });

/** A result as AVMon's report has it: without its group, which is its key there. */
export const avmonEntry = (result: Result): AvmonEntry => {
  const { group: _, name, service, healthy, startedAt, endedAt, ...own } = result;
  // A result holds only JSON, but its type is an interface, which has no index signature.
  return {
    name,
    service,
    healthy,
    timestamp_start: avmonTimestamp(startedAt),
    ...(own as unknown as AvmonEntry),
    timestamp_end: avmonTimestamp(endedAt),
  };
};

/** A time as AVMon and Kavmon wrote it, in UTC: `2023-01-30 17:00:31.466165`. */
const avmonTimestamp = (iso: string): string => formatTimestamp(Date.parse(iso)).replace('T', ' ').replace('Z', '');

/** `{"<group>": [...]}`, groups in the order of their first result. */
export const avmonDocument = (results: readonly Result[]): { readonly [group: string]: readonly AvmonEntry[] } => {
  const groups = new Map<string, AvmonEntry[]>();
  for (const result of results) {
    const entries = groups.get(result.group) ?? [];
    groups.set(result.group, entries);
    entries.push(avmonEntry(result));
  }
  return Object.fromEntries(groups);
};
