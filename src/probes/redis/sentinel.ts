import { ProbeError } from '../../model/errors.ts';
import { askWithTimeout } from '../net/member-timeout.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import type { PartAnswer } from '../part-answer.ts';
import type { ProbeSession } from '../probe.ts';
import type { NodeAccess } from './node.ts';
import type { RedisNode } from './node-state.ts';
import { type RedisCall, withRedis } from './session.ts';
import { parseNodeTarget, type RedisAccess } from './target.ts';

export interface SentinelOptions extends RedisAccess {
  readonly masterName: string;
  /** `host:port` of each Sentinel. */
  readonly nodes: readonly string[];
  /** How many of them must name the same master before it is asked. */
  readonly quorum: number;
  /** Replicas that must be fit for a fail-over; they are asked for when there are to be some. */
  readonly minReplicas?: number | undefined;
}

/** The master as one Sentinel sees it. */
export interface SentinelView {
  /** `host:port` of the master that it names. */
  readonly master: string;
  /** `SENTINEL CKQUORUM`: enough Sentinels are reachable to agree on a failure and to elect a new master. */
  readonly quorumOk: boolean;
  readonly quorumText: string;
  /** Flags of the master: `master`, and `s_down` or `o_down` when it seems to be down. */
  readonly flags: readonly string[];
  /** Replicas that it could make the master; undefined when it was not asked. */
  readonly fitReplicas?: PartAnswer<number>;
}

export interface SentinelAnswer {
  readonly mode: 'sentinel';
  readonly target: string;
  readonly sentinels: readonly { readonly target: string; readonly answer: PartAnswer<SentinelView> }[];
  /** The master that most Sentinels name, and how many do; null when no Sentinel names one. */
  readonly elected: { readonly master: string; readonly votes: number } | null;
  /** The state of that master; null when fewer Sentinels than the quorum name it. */
  readonly master: PartAnswer<RedisNode> | null;
}

const SENTINEL_PORT = 26_379;

/** Asks every Sentinel for the master, and then the master that most of them name. */
export const querySentinels = async (
  options: SentinelOptions,
  nodes: NodeAccess,
  session: ProbeSession,
): Promise<SentinelAnswer> => {
  const { nodeTimeoutMs } = nodes;
  const targets = options.nodes.map((node) => parseNodeTarget(node, options, SENTINEL_PORT));
  session.phase('request');
  const sentinels = await Promise.all(
    targets.map(async (target) => ({
      target: target.text,
      answer: await askWithTimeout(target.text, nodeTimeoutMs, session, (own) =>
        withRedis(target, own, (call) => querySentinel(call, options)),
      ),
    })),
  );
  const elected = electMaster(sentinels.flatMap(({ answer }) => ('value' in answer ? [answer.value.master] : [])));
  const enough = elected !== null && elected.votes >= options.quorum;
  const master = enough ? await queryMaster(elected.master, nodes, session) : null;
  return { mode: 'sentinel', target: `Sentinel master ${options.masterName}`, sentinels, elected, master };
};

const queryMaster = (
  address: string,
  { access, nodeTimeoutMs, ask }: NodeAccess,
  session: ProbeSession,
): Promise<PartAnswer<RedisNode>> => {
  session.phase('query');
  return askWithTimeout(address, nodeTimeoutMs, session, (own) =>
    withRedis(parseNodeTarget(address, access), own, ask),
  );
};

const querySentinel = async (
  call: RedisCall,
  { masterName: name, minReplicas = 0 }: SentinelOptions,
): Promise<SentinelView> => {
  const address = await call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name);
  if (!Array.isArray(address) || address.length < 2)
    throw new ProbeError('config', `the Sentinel knows no master ${JSON.stringify(name)}`);
  const fields = parsePairs(await call('SENTINEL', 'MASTER', name));
  return {
    master: formatHostPort(String(address[0]), Number(address[1])),
    flags: (fields.get('flags') ?? '').split(',').filter((flag) => flag !== ''),
    ...(await checkQuorum(call, name)),
    ...(minReplicas > 0 && { fitReplicas: await countFitReplicas(call, name) }),
  };
};

/** As a Sentinel chooses: not down, its link to the master up, its priority not 0 (https://redis.io, Replica selection). */
const countFitReplicas = async (call: RedisCall, name: string): Promise<PartAnswer<number>> => {
  try {
    const replies = await call('SENTINEL', 'REPLICAS', name);
    if (!Array.isArray(replies)) throw new ProbeError('protocol', 'SENTINEL REPLICAS was answered without a list');
    return { value: replies.map(parsePairs).filter(isFit).length };
  } catch (error) {
    // A user may have the right to ask for the master only.
    if (error instanceof ProbeError && error.reason !== 'unreachable') return { problem: error };
    throw error;
  }
};

const isFit = (fields: ReadonlyMap<string, string>): boolean =>
  !/[so]_down|disconnected/.test(fields.get('flags') ?? '') &&
  fields.get('master-link-status') === 'ok' &&
  fields.get('slave-priority') !== '0';

const checkQuorum = async (call: RedisCall, name: string): Promise<Pick<SentinelView, 'quorumOk' | 'quorumText'>> => {
  try {
    return { quorumOk: true, quorumText: String(await call('SENTINEL', 'CKQUORUM', name)) };
  } catch (error) {
    if (!(error instanceof ProbeError) || error.reason !== 'no_quorum') throw error;
    return { quorumOk: false, quorumText: error.message.replace(/^.*?(?=NOQUORUM)/s, '') };
  }
};

/** A map, which RESP2 has as a list of names and values. */
const parsePairs = (reply: unknown): ReadonlyMap<string, string> => {
  const list = Array.isArray(reply) ? reply.map(String) : [];
  return new Map(list.flatMap((name, index) => (index % 2 === 0 ? [[name, list[index + 1] ?? '']] : [])));
};

const electMaster = (votes: readonly string[]): SentinelAnswer['elected'] => {
  const counts = [...Map.groupBy(votes, (vote) => vote)].map(([master, { length }]) => ({ master, votes: length }));
  return counts.reduce<SentinelAnswer['elected']>((a, b) => (a === null || b.votes > a.votes ? b : a), null);
};
