import { ProbeError } from '../../model/errors.ts';
import { askWithTimeout } from '../net/member-timeout.ts';
import { answeredValue, type PartAnswer } from '../part-answer.ts';
import type { ProbeSession } from '../probe.ts';
import { type MongodbMember, type MongodbQuestions, queryMember } from './member.ts';
import { withMongodb } from './session.ts';
import { resolveSrvHosts } from './srv-hosts.ts';
import { type MongodbAddress, type MongodbTarget, parseMember, parseMongodbTarget } from './target.ts';

export interface MongodbOptions extends MongodbAddress, Partial<MongodbQuestions> {
  /** How long one of several servers may take to answer. Default: 2000. */
  readonly nodeTimeoutMs?: number | undefined;
}

export interface MongodbAnswer {
  /** The servers that are named. */
  readonly target: string;
  readonly isDirect: boolean;
  /** Name that the replica set must have, where one is given. */
  readonly replicaSet?: string | undefined;
  /** The servers that are named, each with its answer. */
  readonly seeds: readonly { readonly host: string; readonly answer: PartAnswer<MongodbMember> }[];
  /** The primary, or a mongos or a server alone; undefined when nobody names one. */
  readonly primary?: PartAnswer<MongodbMember> | undefined;
  /** The primary, else the first server that answered: who is asked for everything else. */
  readonly asked: MongodbMember;
  /** From the first name look-up to the last answer. */
  readonly durationMs: number;
}

const NODE_TIMEOUT_MS = 2000;
const COMMAND_TIMEOUT_MS = 5000;

/** Connects, logs in and finds the primary as drivers do, so that an open port alone never counts. Throws ProbeError, or the signal's reason. */
export const probeMongodb = async (options: MongodbOptions, session: ProbeSession): Promise<MongodbAnswer> => {
  const started = performance.now();
  const target = await resolveTarget(parseMongodbTarget(options), options, session);
  const { lag = false, oplogWindow = false, counts = [], commandTimeoutMs = COMMAND_TIMEOUT_MS } = options;
  const questions = { lag, oplogWindow, counts, commandTimeoutMs };
  const nodeTimeoutMs = options.nodeTimeoutMs ?? NODE_TIMEOUT_MS;
  const ask = (host: string, own: ProbeSession): Promise<MongodbMember> =>
    withMongodb(host, target, own, (connection) => queryMember(parseMember(host).text, connection, questions));
  const askInTime = (host: string): Promise<PartAnswer<MongodbMember>> =>
    askWithTimeout(host, nodeTimeoutMs, session, (own) => ask(host, own));
  const seeds = await askSeeds(target, (host) => ask(host, session), askInTime);
  session.phase('query');
  const known = seeds.flatMap(({ answer }) => answeredValue(answer) ?? []);
  const primary = await findPrimary(known, target.isDirect, askInTime);
  const [first] = known;
  const asked = answeredValue(primary) ?? first;
  if (asked === undefined) throw nobodyAnswers(seeds);
  const { text, isDirect, replicaSet } = target;
  return { target: text, isDirect, replicaSet, seeds, primary, asked, durationMs: performance.now() - started };
};

const resolveTarget = async (
  target: MongodbTarget,
  { authSource }: MongodbAddress,
  session: ProbeSession,
): Promise<MongodbTarget> => {
  const [name] = target.hosts;
  if (!target.isSrv || name === undefined) return target;
  const found = await resolveSrvHosts(name, target.srvService, session);
  const { login } = target;
  return {
    ...target,
    hosts: found.hosts,
    replicaSet: target.replicaSet ?? found.replicaSet,
    ...(login === undefined || authSource !== undefined || found.authSource === undefined
      ? {}
      : { login: { ...login, source: found.authSource } }),
  };
};

/** A single server may take all the time that there is, and its error is the one of all. */
const askSeeds = async (
  { hosts }: MongodbTarget,
  ask: (host: string) => Promise<MongodbMember>,
  askInTime: (host: string) => Promise<PartAnswer<MongodbMember>>,
): Promise<MongodbAnswer['seeds']> => {
  const [only, second] = hosts;
  if (only !== undefined && second === undefined) return [{ host: only, answer: { value: await ask(only) } }];
  return Promise.all(hosts.map(async (host) => ({ host, answer: await askInTime(host) })));
};

/** The primary among those that answered, or the one that they name, which is asked, as an application would have to. */
const findPrimary = async (
  known: readonly MongodbMember[],
  isDirect: boolean,
  askInTime: (host: string) => Promise<PartAnswer<MongodbMember>>,
): Promise<PartAnswer<MongodbMember> | undefined> => {
  const own = known.find(({ state }) => state === 'primary');
  if (own !== undefined) return { value: own };
  const named = known.find(({ primary }) => primary !== null)?.primary ?? null;
  return isDirect || named === null ? undefined : askInTime(named);
};

const nobodyAnswers = (seeds: MongodbAnswer['seeds']): ProbeError => {
  const problems = seeds.flatMap(({ answer }) => ('problem' in answer ? [answer.problem] : []));
  const [first] = problems;
  if (first === undefined) return new ProbeError('config', 'no hosts are given');
  const same = problems.every(({ reason }) => reason === first.reason);
  const texts = problems.slice(0, 5).map(({ message }) => message);
  return new ProbeError(same ? first.reason : 'no_quorum', `no server answers: ${texts.join('; ')}`, {
    advice: same ? first.advice : undefined,
  });
};
