import type { Json } from '../model/json.ts';
import type { Result } from '../model/result.ts';

/** One result as AVMon and Kavmon printed it: snake case for what they had, our own fields between the two moments. */
export type AvmonEntry = { readonly [field: string]: Json };

/** `health_check_result` of a log line: the result with its group in it. */
export const avmonResult = (result: Result): AvmonEntry => ({ group: result.group, ...avmonEntry(result) });

/** One item of the report: without the group, which is the key that it stands under. */
export const avmonEntry = (result: Result): AvmonEntry => {
  const { group: _, name, service, healthy, startedAt, endedAt, ...own } = result;
  // JSON in, JSON out: the types of a result hold nothing that is no JSON, but they are interfaces.
  return {
    name,
    service,
    healthy,
    timestamp_start: startedAt,
    ...(own as unknown as AvmonEntry),
    timestamp_end: endedAt,
  };
};

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
