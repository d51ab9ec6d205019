import type { Json } from '../../../src/model/json.ts';
import type { MysqlAnswer } from '../../../src/probes/mysql/mysql.ts';
import { answeredValue } from '../../../src/probes/part-answer.ts';
import { type NamedNumber, percentOf } from '../numbers.ts';
import { numberOfQuery } from '../sql/compare-query.ts';
import type { MysqlExpectations } from './params.ts';

/** Channels listed at most. */
const MAX_LISTED = 20;

/** Evidence of every finding: the server, and what was asked of it. */
export const mysqlEvidence = (answer: MysqlAnswer): { readonly [key: string]: Json } => {
  const channels = answeredValue(answer.channels)?.slice(0, MAX_LISTED) ?? [];
  const group = answeredValue(answer.group);
  return {
    target: answer.target,
    version: answer.version,
    readOnlyBy: answer.readOnlyBy,
    encrypted: answer.encrypted,
    connections: { ...answer.connections },
    ...(channels.length === 0 ? {} : { replication: channels.map((channel) => ({ ...channel })) }),
    ...(answer.galera === null ? {} : { galera: { ...answer.galera } }),
    ...(group === undefined || group === null ? {} : { group: { ...group } }),
  };
};

/** The numbers of an answer that are known; the lag is that of the slowest source. */
export const mysqlMeasures = (
  answer: MysqlAnswer,
  { queries }: Pick<MysqlExpectations, 'queries'>,
): readonly NamedNumber[] => {
  const { used, max } = answer.connections;
  const lags = (answeredValue(answer.channels) ?? []).map(({ lagSeconds }) => lagSeconds);
  const numbers: (readonly [string, number | null | undefined, string])[] = [
    ['duration', answer.durationMs / 1000, 's'],
    ['connections_used', used, ''],
    ['connections_max', max, ''],
    ['connections_used_percent', percentOf(used, max), '%'],
    ['lag', lags.includes(null) ? null : Math.max(...lags.filter((lag) => lag !== null)), 's'],
    ['galera_size', answer.galera?.size, ''],
    ...queries.map((query, index) => {
      const rows = answeredValue(answer.queries[index]);
      return [`query_${query.name}`, rows === undefined ? null : numberOfQuery(rows, query), ''] as const;
    }),
  ];
  return numbers.filter((number): number is NamedNumber => Number.isFinite(number[1]));
};
