import { ProbeError } from '../../model/errors.ts';
import { askWithTimeout } from '../net/member-timeout.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import type { PartAnswer } from '../part-answer.ts';
import type { ProbeSession } from '../probe.ts';
import { infoNumber, parseInfo } from './info.ts';
import { isRefusal, type NodeAccess, type NodeQuestion } from './node.ts';
import type { RedisNode } from './node-state.ts';
import { type RedisCall, withRedis } from './session.ts';
import { parseNodeTarget, type RedisTarget } from './target.ts';

export interface ClusterOptions {
  /** `host:port` of the nodes that are asked for the others. */
  readonly nodes: readonly string[];
}

/** A row of `CLUSTER NODES`. */
export interface ClusterRow {
  readonly id: string;
  /** `host:port`, empty when the cluster does not know it. */
  readonly address: string;
  readonly role: 'primary' | 'replica';
  readonly primary: string | null;
  readonly flags: readonly string[];
  readonly connected: boolean;
  readonly slots: number;
}

/** The cluster as one node sees it. */
export interface ClusterState {
  /** `cluster_state` is ok. */
  readonly ok: boolean;
  /** Slots whose primary is not in state `fail` or `pfail`. */
  readonly slotsOk: number | null;
  /** Slots whose primary this node alone holds to have failed (`pfail`), and the majority (`fail`). */
  readonly slotsUnsure: number | null;
  readonly slotsFailed: number | null;
}

/** What one node answers: the state of the cluster, which it may refuse to say, and its own. */
export interface ClusterView {
  readonly cluster: PartAnswer<ClusterState>;
  readonly node: RedisNode;
}

export interface ClusterAnswer {
  readonly mode: 'cluster';
  readonly target: string;
  /** From the seed that knows most nodes. */
  readonly table: readonly ClusterRow[];
  readonly members: readonly { readonly target: string; readonly answer: PartAnswer<ClusterView> }[];
}

/** Asks the seeds for the nodes, and then every node. Throws ProbeError when no seed answers. */
export const queryCluster = async (
  options: ClusterOptions,
  { access, nodeTimeoutMs, ask: askNode }: NodeAccess,
  session: ProbeSession,
): Promise<ClusterAnswer> => {
  const ask = <T>(target: RedisTarget, question: (call: RedisCall) => Promise<T>): Promise<PartAnswer<T>> =>
    askWithTimeout(target.text, nodeTimeoutMs, session, (own) => withRedis(target, own, question));
  session.phase('request');
  const seeds = options.nodes.map((node) => parseNodeTarget(node, access));
  const tables = await Promise.all(
    seeds.map((seed) => ask(seed, async (call) => parseNodeTable(await call('CLUSTER', 'NODES'), seed.host))),
  );
  const table = largestTable(tables);
  session.phase('query');
  const targets = table.filter(({ address }) => address !== '').map(({ address }) => parseNodeTarget(address, access));
  const members = await mapInBatches(targets, async (target) => ({
    target: target.text,
    answer: await ask(target, (call) => queryMember(call, askNode)),
  }));
  return { mode: 'cluster', target: `Redis Cluster at ${options.nodes.join(', ')}`, table, members };
};

const largestTable = (tables: readonly PartAnswer<readonly ClusterRow[]>[]): readonly ClusterRow[] => {
  const known = tables.flatMap((answer) => ('value' in answer ? [answer.value] : []));
  if (known.length > 0) return known.reduce((a, b) => (b.length > a.length ? b : a));
  const problems = tables.flatMap((answer) => ('problem' in answer ? [answer.problem] : []));
  const [first] = problems;
  if (first === undefined) throw new ProbeError('config', 'no nodes are given');
  const same = problems.every(({ reason }) => reason === first.reason);
  const text = problems
    .map(({ message }) => message)
    .slice(0, 5)
    .join('; ');
  throw new ProbeError(same ? first.reason : 'no_quorum', problems.length === 1 ? text : `no seed answers: ${text}`);
};

const MAX_CONCURRENT_NODES = 32;

const mapInBatches = async <T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<readonly R[]> => {
  const answers: R[] = [];
  for (let at = 0; at < items.length; at += MAX_CONCURRENT_NODES)
    answers.push(...(await Promise.all(items.slice(at, at + MAX_CONCURRENT_NODES).map(ask))));
  return answers;
};

const queryMember = async (call: RedisCall, askNode: NodeQuestion): Promise<ClusterView> => ({
  cluster: await queryState(call),
  node: await askNode(call),
});

const queryState = async (call: RedisCall): Promise<PartAnswer<ClusterState>> => {
  try {
    const info = parseInfo(await call('CLUSTER', 'INFO'));
    return {
      value: {
        ok: info.get('cluster_state') === 'ok',
        slotsOk: infoNumber(info, 'cluster_slots_ok'),
        slotsUnsure: infoNumber(info, 'cluster_slots_pfail'),
        slotsFailed: infoNumber(info, 'cluster_slots_fail'),
      },
    };
  } catch (error) {
    if (isRefusal(error, 'permission', 'missing_value')) return { problem: error };
    throw error;
  }
};

/** `ID host:port@bus[,hostname] flags primary ping pong epoch link slot...` */
const parseNodeTable = (reply: unknown, ownHost: string): readonly ClusterRow[] => {
  const rows = String(reply)
    .split('\n')
    .map((line) => line.trim().split(' '))
    .filter((fields) => fields.length >= 8);
  if (rows.length === 0)
    throw new ProbeError('protocol', `CLUSTER NODES was answered by ${String(reply).slice(0, 100)}`);
  return rows.map(([id = '', address = '', flags = '', primary = '-', , , , link = '', ...slots]) => ({
    id,
    address: parseNodeAddress(address, ownHost),
    role: flags.split(',').includes('slave') ? 'replica' : 'primary',
    primary: primary === '-' ? null : primary,
    flags: flags.split(','),
    connected: link === 'connected',
    slots: slots.reduce((sum, range) => sum + countSlots(range), 0),
  }));
};

/** A node that does not know its own address yet leaves the host out. An announced hostname comes first, as certificates have it. */
const parseNodeAddress = (text: string, ownHost: string): string => {
  const [, host = '', port, hostname] = /^(.*):(\d+)(?:@\d+)?(?:,([^,]*))?/.exec(text) ?? [];
  return port === undefined || port === '0' ? '' : formatHostPort(hostname || host || ownHost, Number(port));
};

/** Slots of a range, `0-5460` or `7`. A slot that migrates, `[7->-ID]`, is also in the range of its present node. */
const countSlots = (range: string): number => {
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
  return from === undefined ? 0 : Number(to ?? from) - Number(from) + 1;
};
