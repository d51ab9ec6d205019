import type { Document } from 'mongodb';
import { ProbeError } from '../../model/errors.ts';
import type { MongodbSession } from './session.ts';

/** A member of a replica set, as the server that was asked sees it. */
export interface MongodbSetMember {
  readonly host: string;
  /** `PRIMARY`, `SECONDARY`, `ARBITER`, `RECOVERING`, `STARTUP2`, `ROLLBACK`, `(not reachable/healthy)` ... */
  readonly state: string;
  readonly healthy: boolean;
  /** Time of the last operation that it has applied, in milliseconds since the epoch; null of arbiters and unknown ones. */
  readonly appliedAt: number | null;
  /** Seconds that it stays behind on purpose, as far as the configuration may be seen. */
  readonly delaySeconds: number;
}

/** States in which a member does what it is there for. */
const HEALTHY_STATES = ['PRIMARY', 'SECONDARY', 'ARBITER'];

/** The members of the set that a server belongs to. Throws ProbeError: `permission` without the right, `missing_value` without a set. */
export const querySetMembers = async (
  connection: MongodbSession,
  withDelays: boolean,
): Promise<readonly MongodbSetMember[]> => {
  const { members } = await connection.command('admin', { replSetGetStatus: 1 });
  if (!Array.isArray(members)) throw new ProbeError('protocol', 'replSetGetStatus was answered without members');
  const delays = withDelays ? await queryDelays(connection) : new Map<string, number>();
  return members.map((member: Document) => {
    const host = String(member.name);
    const state = String(member.stateStr ?? 'unknown');
    return {
      host,
      state,
      healthy: member.health === 1 && HEALTHY_STATES.includes(state),
      appliedAt: state !== 'ARBITER' && member.optimeDate instanceof Date ? member.optimeDate.getTime() : null,
      delaySeconds: delays.get(host) ?? 0,
    };
  });
};

/** Delays by host; none when the configuration may not be seen. */
const queryDelays = async (connection: MongodbSession): Promise<ReadonlyMap<string, number>> => {
  try {
    const { config } = await connection.command('admin', { replSetGetConfig: 1 });
    const members = (config?.members ?? []) as readonly Document[];
    // Before MongoDB 5 it was called slaveDelay.
    return new Map(members.map(({ host, ...own }) => [host, Number(own.secondaryDelaySecs ?? own.slaveDelay ?? 0)]));
  } catch (error) {
    if (error instanceof ProbeError && connection.isUsable()) return new Map();
    throw error;
  }
};

/** Seconds between the oldest and the newest operation that the oplog keeps. Throws ProbeError. */
export const queryOplogWindow = async (connection: MongodbSession): Promise<number> => {
  const [first, last] = [await edgeOfOplog(connection, 1), await edgeOfOplog(connection, -1)];
  if (first === null || last === null) throw new ProbeError('missing_value', 'the oplog is empty');
  return last - first;
};

const edgeOfOplog = async (connection: MongodbSession, direction: 1 | -1): Promise<number | null> => {
  const find = { find: 'oplog.rs', sort: { $natural: direction }, limit: 1, projection: { ts: 1 }, singleBatch: true };
  const answer = await connection.command('local', find);
  // The upper half of a BSON timestamp is seconds.
  const seconds = answer.cursor?.firstBatch?.[0]?.ts?.getHighBitsUnsigned?.();
  return typeof seconds === 'number' ? seconds : null;
};
