import { ProbeError } from '../../model/errors.ts';
import { hostPort } from '../net/dial.ts';
import { patiently, type Told } from '../net/phase-timeouts.ts';
import type { Session } from '../probe.ts';
import { askNode, type RedisNode } from './node.ts';
import { type RedisCall, withRedis } from './session.ts';
import { type RedisAccess, redisNode } from './target.ts';

export interface SentinelOptions extends RedisAccess {
  readonly masterName: string;
  /** `host:port` of each Sentinel. */
  readonly nodes: readonly string[];
  /** How many of them must name the same master before it is asked. */
  readonly quorum: number;
}

/** What one Sentinel says. */
export interface SentinelView {
  /** `host:port` of the master that it names. */
  readonly master: string;
  /** `SENTINEL CKQUORUM`: enough Sentinels are there to find the master down and to elect another. */
  readonly quorumOk: boolean;
  readonly quorumText: string;
  /** Of the master: `master`, and `s_down` or `o_down` when it is held to be down. */
  readonly flags: readonly string[];
}

export interface SentinelAnswer {
  readonly mode: 'sentinel';
  readonly target: string;
  readonly sentinels: readonly { readonly target: string; readonly told: Told<SentinelView> }[];
  /** The master that most Sentinels name, and how many do; null when none names any. */
  readonly elected: { readonly master: string; readonly votes: number } | null;
  /** What that master says; null when too few Sentinels name it. */
  readonly master: Told<RedisNode> | null;
}

const PORT = 26_379;

/** Asks every Sentinel for the master, and then that master. */
export const askSentinels = async (
  options: SentinelOptions,
  access: RedisAccess,
  patienceMs: number,
  session: Session,
): Promise<SentinelAnswer> => {
  const targets = options.nodes.map((node) => redisNode(node, options, PORT));
  session.phase('request');
  const sentinels = await Promise.all(
    targets.map(async (target) => ({
      target: target.text,
      told: await patiently(target.text, patienceMs, session, (own) =>
        withRedis(target, own, (call) => askSentinel(call, options.masterName)),
      ),
    })),
  );
  const elected = election(sentinels.flatMap(({ told }) => ('value' in told ? [told.value.master] : [])));
  const enough = elected !== null && elected.votes >= options.quorum;
  const master = enough ? await askMaster(elected.master, access, patienceMs, session) : null;
  return { mode: 'sentinel', target: `Sentinel master ${options.masterName}`, sentinels, elected, master };
};

const askMaster = (
  address: string,
  access: RedisAccess,
  patienceMs: number,
  session: Session,
): Promise<Told<RedisNode>> => {
  session.phase('query');
  return patiently(address, patienceMs, session, (own) => withRedis(redisNode(address, access), own, askNode));
};

const askSentinel = async (call: RedisCall, name: string): Promise<SentinelView> => {
  const address = await call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name);
  if (!Array.isArray(address) || address.length < 2)
    throw new ProbeError('config', `the Sentinel knows no master ${JSON.stringify(name)}`);
  const fields = pairsOf(await call('SENTINEL', 'MASTER', name));
  return {
    master: hostPort(String(address[0]), Number(address[1])),
    flags: (fields.get('flags') ?? '').split(',').filter((flag) => flag !== ''),
    ...(await checkQuorum(call, name)),
  };
};

const checkQuorum = async (call: RedisCall, name: string): Promise<Pick<SentinelView, 'quorumOk' | 'quorumText'>> => {
  try {
    return { quorumOk: true, quorumText: String(await call('SENTINEL', 'CKQUORUM', name)) };
  } catch (error) {
    if (!(error instanceof ProbeError) || error.reason !== 'no_quorum') throw error;
    return { quorumOk: false, quorumText: error.message.replace(/^.*?(?=NOQUORUM)/s, '') };
  }
};

/** RESP2 answers a map as a list of names and values. */
const pairsOf = (reply: unknown): ReadonlyMap<string, string> => {
  const list = Array.isArray(reply) ? reply.map(String) : [];
  return new Map(list.flatMap((name, index) => (index % 2 === 0 ? [[name, list[index + 1] ?? '']] : [])));
};

const election = (votes: readonly string[]): SentinelAnswer['elected'] => {
  const counts = [...Map.groupBy(votes, (vote) => vote)].map(([master, { length }]) => ({ master, votes: length }));
  return counts.reduce<SentinelAnswer['elected']>((a, b) => (a === null || b.votes > a.votes ? b : a), null);
};
