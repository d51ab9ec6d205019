import type { Json } from '../../../src/model/json.ts';
import type { Probes } from '../../../src/probes/index.ts';
import type { PostgresExpectations } from './params.ts';
import { numberOfQuery } from './query.ts';
import { percentUsed } from './state.ts';

type Answer = Awaited<ReturnType<Probes['postgres']>>;
type Told = readonly [name: string, value: number, unit: string];

/** The numbers of an answer that are known. */
export const measuresOf = (answer: Answer, { queries }: Pick<PostgresExpectations, 'queries'>): readonly Told[] => {
  const numbers: (readonly [string, number | null | undefined, string])[] = [
    ['duration', answer.durationMs / 1000, 's'],
    ['connections_used', answer.connections.used, ''],
    ['connections_max', answer.connections.max, ''],
    ['connections_used_percent', percentUsed(answer.connections), '%'],
    ...replicationNumbers(answer),
    ['slot_bytes', largest(knownOf(answer.slots)?.map(({ keptBytes }) => keptBytes) ?? []), 'By'],
    ...activityNumbers(answer),
    ['wraparound', knownOf(answer.wraparound)?.percent, '%'],
    ...queries.map((query, index) => {
      const rows = knownOf(answer.queries[index]);
      return [`query_${query.name}`, rows === undefined ? null : numberOfQuery(rows, query), ''] as const;
    }),
  ];
  return numbers.filter((told): told is Told => Number.isFinite(told[1]));
};

const replicationNumbers = ({ replication }: Answer) => {
  const links = knownOf(replication)?.links ?? [];
  return [
    ['lag', largest(links.map(({ lagSeconds }) => lagSeconds)), 's'],
    ['lag_bytes', largest(links.map(({ lagBytes }) => lagBytes)), 'By'],
    ['replication_links', knownOf(replication)?.links.length, ''],
  ] as const;
};

const activityNumbers = (answer: Answer) => {
  const activity = knownOf(answer.activity);
  // Of sessions that hide their state nothing is known, and a number would look as if it were.
  const known = activity?.hidden === 0 ? activity : undefined;
  return [
    ['longest_transaction', known && (known.longestTransaction?.seconds ?? 0), 's'],
    ['idle_in_transaction', known?.idleInTransaction, ''],
    ['waiting_for_locks', known?.waitingForLocks, ''],
  ] as const;
};

const LISTED = 20;

/** What stands beside each finding. */
export const evidenceOf = (answer: Answer): { readonly [key: string]: Json } => {
  const links = knownOf(answer.replication)?.links.slice(0, LISTED);
  const slots = knownOf(answer.slots)?.slice(0, LISTED);
  return {
    target: answer.target,
    version: answer.version,
    role: answer.role,
    encrypted: answer.encrypted,
    connections: { ...answer.connections },
    ...(links === undefined ? {} : { replication: links.map((link) => ({ ...link })) }),
    ...(slots === undefined ? {} : { slots: slots.map((slot) => ({ ...slot })) }),
  };
};

const knownOf = <T>(section: { readonly value: T } | { readonly problem: Error } | undefined): T | undefined =>
  section !== undefined && 'value' in section ? section.value : undefined;

const largest = (values: readonly (number | null)[]): number => Math.max(...values.filter((value) => value !== null));
