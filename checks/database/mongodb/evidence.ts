import type { Json } from '../../../src/model/json.ts';
import type { MongodbAnswer } from '../../../src/probes/mongodb/mongodb.ts';
import { answeredValue } from '../../../src/probes/part-answer.ts';
import { type NamedNumber, percentOf } from '../numbers.ts';
import type { MongodbExpectations } from './params.ts';

/** Members listed at most. */
const MAX_LISTED = 20;

/** Evidence of every finding: the servers, and how they stand to each other. */
export const mongodbEvidence = ({ asked, seeds }: MongodbAnswer): { readonly [key: string]: Json } => {
  const members = answeredValue(asked.members)?.slice(0, MAX_LISTED);
  return {
    asked: asked.host,
    kind: asked.kind,
    state: asked.state,
    version: asked.version,
    replicaSet: asked.setName,
    primary: asked.primary,
    servers: seeds.slice(0, MAX_LISTED).map(({ host, answer }) => ({
      host,
      ...('value' in answer ? { state: answer.value.state } : { error: answer.problem.message }),
    })),
    ...(members === undefined
      ? {}
      : { members: members.map(({ host, state, healthy }) => ({ host, state, healthy })) }),
  };
};

/** The numbers of an answer that are known; the lag is that of the slowest secondary. */
export const mongodbMeasures = (
  { asked, durationMs }: MongodbAnswer,
  { counts }: Pick<MongodbExpectations, 'counts'>,
): readonly NamedNumber[] => {
  const members = answeredValue(asked.members) ?? [];
  const newest = members.find(({ state }) => state === 'PRIMARY')?.appliedAt;
  const lags = members
    .filter(({ state }) => state === 'SECONDARY')
    .map(({ appliedAt }) => (appliedAt === null || !newest ? Number.NaN : Math.max(0, (newest - appliedAt) / 1000)));
  const connections = answeredValue(asked.connections);
  const numbers: (readonly [string, number | null | undefined, string])[] = [
    ['duration', durationMs / 1000, 's'],
    ['members', members.length === 0 ? null : members.length, ''],
    ['members_healthy', members.length === 0 ? null : members.filter(({ healthy }) => healthy).length, ''],
    ['lag', Math.max(...lags), 's'],
    ['oplog_window', answeredValue(asked.oplogSeconds), 's'],
    ['connections_used', connections?.current, ''],
    [
      'connections_used_percent',
      connections && percentOf(connections.current, connections.current + connections.available),
      '%',
    ],
    ...counts.map(({ name }, index) => [`count_${name}`, answeredValue(asked.counts[index]), ''] as const),
  ];
  return numbers.filter((number): number is NamedNumber => Number.isFinite(number[1]));
};
