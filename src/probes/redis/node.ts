import { ProbeError } from '../../model/errors.ts';
import type { ProbeReason } from '../../model/reasons.ts';
import { flattenInfo, type InfoFields, parseInfo } from './info.ts';
import { nodeFromInfo, type RedisNode } from './node-state.ts';
import type { RedisCall } from './session.ts';
import type { RedisAccess } from './target.ts';

/** Asks one server how it is. */
export type NodeQuestion = (call: RedisCall) => Promise<RedisNode>;

/** How the nodes of a group are asked, each with the same credentials. */
export interface NodeAccess {
  readonly access: RedisAccess;
  readonly nodeTimeoutMs: number;
  readonly ask: NodeQuestion;
}

/**
 * Sends PING and INFO; the latter with every section when the first reply lacks one of these fields. A user may have no right to
 * INFO, and a server not offer it. Throws ProbeError, also when PING is not answered by PONG.
 */
export const queryNode = async (call: RedisCall, fields: readonly string[] = []): Promise<RedisNode> => {
  const refusedPing = await sendPing(call);
  const info = await queryInfo(call, fields);
  if (info instanceof ProbeError) {
    if (refusedPing !== undefined) throw refusedPing;
    return { ...nodeFromInfo(new Map()), clusterState: await queryClusterState(call), refusal: info };
  }
  if (info.get('redis_mode') === 'sentinel')
    throw new ProbeError('config', 'this is a Sentinel and holds no data: name it under sentinel, with its master');
  const isMember = info.get('cluster_enabled') === '1';
  const node = {
    ...nodeFromInfo(info),
    clusterState: isMember ? ((await queryClusterState(call)) ?? 'unknown') : null,
  };
  // A server that is loading its data refuses PING, and says so in INFO.
  if (refusedPing !== undefined && !node.loading) throw refusedPing;
  return node;
};

const queryInfo = async (call: RedisCall, fields: readonly string[]): Promise<InfoFields | ProbeError> => {
  try {
    const info = parseInfo(await call('INFO'));
    const known = flattenInfo(info);
    const isWhole = fields.every((name) => known.has(name.toLowerCase()));
    return isWhole ? info : ((await querySections(call, 'everything')) ?? (await querySections(call, 'all')) ?? info);
  } catch (error) {
    if (isRefusal(error, 'permission', 'missing_value')) return error;
    throw error;
  }
};

/** Null where the server does not know such a choice of sections: before Redis 6 `everything` is answered by nothing. */
const querySections = async (call: RedisCall, sections: string): Promise<InfoFields | null> => {
  try {
    const reply = await call('INFO', sections);
    return reply === '' ? null : parseInfo(reply);
  } catch (error) {
    if (isRefusal(error, 'status')) return null;
    throw error;
  }
};

/**
 * Of a node of a cluster: it answers PING while the cluster is down, and serves no key. Null where the user may not ask, or the
 * server is no such node.
 */
const queryClusterState = async (call: RedisCall): Promise<string | null> => {
  try {
    return parseInfo(await call('CLUSTER', 'INFO')).get('cluster_state') ?? null;
  } catch (error) {
    if (isRefusal(error, 'permission', 'missing_value', 'config')) return null;
    throw error;
  }
};

/** Whether the server, which goes on answering, refuses a command for one of these reasons. */
export const isRefusal = (error: unknown, ...reasons: readonly ProbeReason[]): error is ProbeError =>
  error instanceof ProbeError && reasons.includes(error.reason);

const sendPing = async (call: RedisCall): Promise<ProbeError | undefined> => {
  try {
    const answer = await call('PING');
    if (answer === 'PONG') return undefined;
    return new ProbeError('protocol', `PING was answered by ${String(JSON.stringify(answer)).slice(0, 100)}`);
  } catch (error) {
    if (isRefusal(error, 'status')) return error;
    throw error;
  }
};
