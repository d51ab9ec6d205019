import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, type RangeLimits } from '../../../src/expectations/range.ts';
import type { Json } from '../../../src/model/json.ts';
import { abbreviateList } from '../../../src/text/abbreviate-list.ts';
import { percentOf } from '../../database/numbers.ts';

type Row = { readonly [name: string]: Json };

export interface StreamExpectations {
  readonly messages?: RangeLimits | undefined;
  readonly bytes?: RangeLimits | undefined;
  readonly lastMessage?: RangeLimits | undefined;
}

/** An object in a row; empty where there is none. */
export const partOf = (row: Row, name: string): Row => {
  const part = row[name];
  return part !== null && typeof part === 'object' && !Array.isArray(part) ? (part as Row) : {};
};

/** A number in a row, null where there is none. */
export const numberOf = (row: Row, name: string): number | null => {
  const value = row[name];
  return typeof value === 'number' ? value : null;
};

/** Compares a stream with what is expected of it; `now` is in milliseconds since the epoch. */
export const compareStream = (stream: Row, expected: StreamExpectations, now: number): readonly Comparison[] => [
  ...compareReplicas(stream, 'stream'),
  ...compareShare(stream, 'messages', 'max_msgs', expected.messages),
  ...compareShare(stream, 'bytes', 'max_bytes', expected.bytes),
  ...compareLastMessage(stream, expected.lastMessage, now),
];

/** Compares leader and replicas of a stream or consumer; one of a server alone has none. */
export const compareReplicas = (row: Row, what: string): readonly Comparison[] => {
  const cluster = partOf(row, 'cluster');
  if (Object.keys(cluster).length === 0) return [oneReplica(what)];
  const replicas = Array.isArray(cluster.replicas) ? (cluster.replicas as Row[]) : [];
  const behind = replicas.filter(({ current, offline }) => current !== true || offline === true);
  const hasLeader = typeof cluster.leader === 'string' && cluster.leader !== '';
  const described = behind.map(
    ({ name, offline, lag }) => `${name} (${offline === true ? 'offline' : `${lag ?? 'unknown'} operations behind`})`,
  );
  return [
    {
      ...{ name: `leader of the ${what}`, operator: 'is', expected: 'elected', actual: hasLeader ? 'elected' : 'none' },
      ...{ status: hasLeader ? 'pass' : 'fail', reason: 'no_quorum', text: `the ${what} has no leader` },
    },
    {
      ...{ name: `replicas of the ${what}`, operator: 'eq', expected: 0, actual: behind.length },
      ...{ status: behind.length === 0 ? 'pass' : 'warn', reason: 'no_quorum' },
      text: `${behind.length} of ${replicas.length + 1} replicas of the ${what} are not current: ${abbreviateList(described)}`,
    },
  ];
};

const oneReplica = (what: string): Comparison => ({
  ...{ name: `leader of the ${what}`, operator: 'is', expected: 'elected', actual: 'a server alone' },
  ...{ status: 'pass', reason: 'no_quorum', text: 'it is on one server' },
});

const compareShare = (
  stream: Row,
  used: string,
  limit: string,
  limits: RangeLimits | undefined,
): readonly Comparison[] => {
  if (limits === undefined) return [];
  const count = numberOf(partOf(stream, 'state'), used);
  const max = numberOf(partOf(stream, 'config'), limit);
  // -1: no limit.
  const value = max === null || max <= 0 ? null : percentOf(count, max);
  const text =
    value === null
      ? `${used}: the stream has no ${limit} to compare with`
      : `${count} of ${max} ${used} (${value.toFixed(1)} %)`;
  return compareRange({ name: used, value, unit: '%', text }, limits);
};

const compareLastMessage = (stream: Row, limits: RangeLimits | undefined, now: number): readonly Comparison[] => {
  if (limits === undefined) return [];
  const { last_ts: last, last_seq: sequence } = partOf(stream, 'state');
  const at = typeof last === 'string' && sequence !== 0 ? Date.parse(last) : Number.NaN;
  const value = Number.isNaN(at) ? null : Math.max(0, (now - at) / 1000);
  const text = value === null ? 'there has never been a message' : `the last message came ${Math.round(value)} s ago`;
  return compareRange({ name: 'last message', value, unit: 's', text }, limits);
};
