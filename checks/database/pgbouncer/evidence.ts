import type { Json } from '../../../src/model/json.ts';
import { answeredValue } from '../../../src/probes/part-answer.ts';
import type { BouncerPool, PgbouncerAnswer } from '../../../src/probes/postgres/pgbouncer.ts';
import { type NamedNumber, percentOf } from '../numbers.ts';

/** Pools and databases listed at most. */
const MAX_LISTED = 20;

/** Evidence of every finding: the pooler, its pools and its databases. */
export const poolerEvidence = (
  { target, version, databases, clients }: PgbouncerAnswer,
  pools: readonly BouncerPool[],
): { readonly [key: string]: Json } => ({
  target,
  version,
  clients: { ...answeredValue(clients) },
  pools: pools.slice(0, MAX_LISTED).map((pool) => ({ ...pool })),
  databases: databases.slice(0, MAX_LISTED).map((database) => ({ ...database })),
});

/** The numbers of a pooler that are known. */
export const poolerMeasures = (
  { clients, durationMs }: PgbouncerAnswer,
  pools: readonly BouncerPool[],
): readonly NamedNumber[] => {
  const { used = null, max = null } = answeredValue(clients) ?? {};
  const sum = (value: (pool: BouncerPool) => number | null): number =>
    pools.reduce((total, pool) => total + (value(pool) ?? Number.NaN), 0);
  const numbers: readonly (readonly [string, number | null, string])[] = [
    ['duration', durationMs / 1000, 's'],
    ['clients', used, ''],
    ['clients_percent', percentOf(used, max), '%'],
    ['waiting', sum(({ clientsWaiting }) => clientsWaiting), ''],
    ['max_wait', Math.max(0, ...pools.map(({ maxWait }) => maxWait ?? Number.NaN)), 's'],
    ['servers_active', sum(({ serversActive }) => serversActive), ''],
  ];
  return numbers.filter((number): number is NamedNumber => number[1] !== null && Number.isFinite(number[1]));
};
