import { ProbeError } from '../../model/errors.ts';
import { hostPort } from '../net/dial.ts';
import { patiently, type Told } from '../net/phase-timeouts.ts';
import type { Session } from '../probe.ts';
import { askNode, infoNumber, infoOf, type RedisNode } from './node.ts';
import { type RedisCall, withRedis } from './session.ts';
import { type RedisAccess, type RedisTarget, redisNode } from './target.ts';

export interface ClusterOptions {
  /** `host:port` of nodes from which the others are learnt. */
  readonly nodes: readonly string[];
}

/** A row of `CLUSTER NODES`. */
export interface ClusterRow {
  readonly id: string;
  /** `host:port`, empty when the cluster has lost its address. */
  readonly address: string;
  readonly role: 'primary' | 'replica';
  readonly primary: string | null;
  readonly flags: readonly string[];
  readonly connected: boolean;
  readonly slots: number;
}

/** What one node says of the cluster and of itself. */
export interface ClusterView {
  /** `cluster_state` is ok. */
  readonly ok: boolean;
  readonly slotsAssigned: number | null;
  /** Slots whose primary is not held to be failing. */
  readonly slotsOk: number | null;
  readonly node: RedisNode;
}

export interface ClusterAnswer {
  readonly mode: 'cluster';
  readonly target: string;
  /** By the seed that knows most nodes. */
  readonly table: readonly ClusterRow[];
  readonly members: readonly { readonly target: string; readonly told: Told<ClusterView> }[];
}

/** Learns the nodes from the seeds, and asks every one of them. Throws ProbeError when no seed answers. */
export const askCluster = async (
  options: ClusterOptions,
  access: RedisAccess,
  patienceMs: number,
  session: Session,
): Promise<ClusterAnswer> => {
  const ask = <T>(target: RedisTarget, question: (call: RedisCall) => Promise<T>): Promise<Told<T>> =>
    patiently(target.text, patienceMs, session, (own) => withRedis(target, own, question));
  session.phase('request');
  const seeds = options.nodes.map((node) => redisNode(node, access));
  const tables = await Promise.all(
    seeds.map((seed) => ask(seed, async (call) => tableOf(await call('CLUSTER', 'NODES'), seed.host))),
  );
  const table = largest(tables);
  session.phase('query');
  const targets = table.filter(({ address }) => address !== '').map(({ address }) => redisNode(address, access));
  const members = await inTurns(targets, async (target) => ({
    target: target.text,
    told: await ask(target, askMember),
  }));
  return { mode: 'cluster', target: `Redis Cluster at ${options.nodes.join(', ')}`, table, members };
};

const largest = (tables: readonly Told<readonly ClusterRow[]>[]): readonly ClusterRow[] => {
  const known = tables.flatMap((told) => ('value' in told ? [told.value] : []));
  if (known.length > 0) return known.reduce((a, b) => (b.length > a.length ? b : a));
  const problems = tables.flatMap((told) => ('problem' in told ? [told.problem] : []));
  const [first] = problems;
  if (first === undefined) throw new ProbeError('config', 'no nodes are given');
  const same = problems.every(({ reason }) => reason === first.reason);
  const text = problems
    .map(({ message }) => message)
    .slice(0, 5)
    .join('; ');
  throw new ProbeError(same ? first.reason : 'no_quorum', problems.length === 1 ? text : `no seed answers: ${text}`);
};

const AT_ONCE = 32;

const inTurns = async <T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<readonly R[]> => {
  const answers: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    answers.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(ask))));
  return answers;
};

const askMember = async (call: RedisCall): Promise<ClusterView> => {
  const info = infoOf(await call('CLUSTER', 'INFO'));
  return {
    ok: info.get('cluster_state') === 'ok',
    slotsAssigned: infoNumber(info, 'cluster_slots_assigned'),
    slotsOk: infoNumber(info, 'cluster_slots_ok'),
    node: await askNode(call),
  };
};

/** `ID host:port@bus[,hostname] flags primary ping pong epoch link slot...` */
const tableOf = (reply: unknown, ownHost: string): readonly ClusterRow[] => {
  const rows = String(reply)
    .split('\n')
    .map((line) => line.trim().split(' '))
    .filter((fields) => fields.length >= 8);
  if (rows.length === 0)
    throw new ProbeError('protocol', `CLUSTER NODES was answered by ${String(reply).slice(0, 100)}`);
  return rows.map(([id = '', address = '', flags = '', primary = '-', , , , link = '', ...slots]) => ({
    id,
    address: addressOf(address, ownHost),
    role: flags.split(',').includes('slave') ? 'replica' : 'primary',
    primary: primary === '-' ? null : primary,
    flags: flags.split(','),
    connected: link === 'connected',
    slots: slots.reduce((sum, range) => sum + slotsOf(range), 0),
  }));
};

/** A node that has not been told its own address yet leaves it out; a hostname, where announced, is what certificates name. */
const addressOf = (text: string, ownHost: string): string => {
  const [, host = '', port, hostname] = /^(.*):(\d+)(?:@\d+)?(?:,([^,]*))?/.exec(text) ?? [];
  return port === undefined || port === '0' ? '' : hostPort(hostname || host || ownHost, Number(port));
};

/** `0-5460`, `7`; `[7->-ID]` is a slot on its way, which is counted where it is. */
const slotsOf = (range: string): number => {
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
  return from === undefined ? 0 : Number(to ?? from) - Number(from) + 1;
};
