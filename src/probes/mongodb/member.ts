import { BSON, type Document } from 'mongodb';
import { ProbeError } from '../../model/errors.ts';
import { answeredValue, type PartAnswer } from '../part-answer.ts';
import type { MongodbSession } from './session.ts';
import { type MongodbSetMember, queryOplogWindow, querySetMembers } from './set-status.ts';

/** What is asked of a server beside what it says at the beginning. */
export interface MongodbQuestions {
  readonly lag: boolean;
  readonly oplogWindow: boolean;
  readonly counts: readonly MongodbCount[];
  /** How long the server works on one command. */
  readonly commandTimeoutMs: number;
}

/** Documents of a collection to be counted. */
export interface MongodbCount {
  readonly database: string;
  readonly collection: string;
  /** Extended JSON. */
  readonly filter: object;
}

export type MongodbKind = 'standalone' | 'mongos' | 'member';
export type MongodbState = 'primary' | 'secondary' | 'arbiter' | 'uninitiated' | 'other';

/** One server, by what it says of itself. */
export interface MongodbMember {
  readonly host: string;
  readonly kind: MongodbKind;
  readonly state: MongodbState;
  readonly setName: string | null;
  /** `host:port` of the primary that it knows, null when it knows none. */
  readonly primary: string | null;
  /** Null: not reported. */
  readonly version: string | null;
  readonly members?: PartAnswer<readonly MongodbSetMember[]>;
  readonly oplogSeconds?: PartAnswer<number>;
  /** The answer to serverStatus as JSON. */
  readonly status: PartAnswer<string>;
  readonly connections: PartAnswer<{ readonly current: number; readonly available: number }>;
  readonly counts: readonly PartAnswer<number>[];
}

/** Asks a server all questions. What it refuses is a problem of that part alone. Throws ProbeError when the connection ends. */
export const queryMember = async (
  host: string,
  connection: MongodbSession,
  questions: MongodbQuestions,
): Promise<MongodbMember> => {
  const { hello } = connection;
  const ask = <T>(question: () => Promise<T>): Promise<PartAnswer<T>> => answerOrProblem(connection, question);
  const kind = kindOf(hello);
  const build = await ask(() => connection.command('admin', { buildInfo: 1 }));
  const status = await ask(() => connection.command('admin', { serverStatus: 1 }));
  // Who is not logged in, and ought to be, may not be told from a healthy one by hello.
  if ('problem' in status && status.problem.reason === 'auth') throw status.problem;
  const counts: PartAnswer<number>[] = [];
  for (const count of questions.counts)
    counts.push(await ask(() => countDocuments(connection, count, questions.commandTimeoutMs)));
  return {
    host,
    kind,
    state: stateOf(hello, kind),
    setName: textOf(hello.setName),
    primary: textOf(hello.primary),
    version: textOf(answeredValue(build)?.version),
    ...(kind === 'member' && { members: await ask(() => querySetMembers(connection, questions.lag)) }),
    ...(kind === 'member' && questions.oplogWindow && { oplogSeconds: await ask(() => queryOplogWindow(connection)) }),
    status: 'value' in status ? { value: BSON.EJSON.stringify(status.value, { relaxed: true }) } : status,
    connections: 'value' in status ? connectionsOf(status.value) : status,
    counts,
  };
};

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const kindOf = (hello: Document): MongodbKind => {
  if (hello.msg === 'isdbgrid') return 'mongos';
  return hello.setName !== undefined || hello.isreplicaset === true ? 'member' : 'standalone';
};

const stateOf = (hello: Document, kind: MongodbKind): MongodbState => {
  if (hello.isreplicaset === true) return 'uninitiated';
  if (hello.isWritablePrimary === true) return 'primary';
  if (kind !== 'member') return 'other';
  if (hello.secondary === true) return 'secondary';
  return hello.arbiterOnly === true ? 'arbiter' : 'other';
};

const connectionsOf = ({ connections }: Document): MongodbMember['connections'] => {
  const { current, available } = connections ?? {};
  return typeof current === 'number' && typeof available === 'number'
    ? { value: { current, available } }
    : { problem: new ProbeError('missing_value', 'serverStatus has no number of connections') };
};

const countDocuments = async (
  connection: MongodbSession,
  { database, collection, filter }: MongodbCount,
  timeoutMs: number,
): Promise<number> => {
  const query: Document = BSON.EJSON.deserialize(filter as Document);
  const { n } = await connection.command(database, { count: collection, query, maxTimeMS: Math.ceil(timeoutMs) });
  if (typeof n === 'number') return n;
  throw new ProbeError('missing_value', 'count was answered without a number');
};

const answerOrProblem = async <T>(connection: MongodbSession, question: () => Promise<T>): Promise<PartAnswer<T>> => {
  try {
    return { value: await question() };
  } catch (error) {
    if (error instanceof ProbeError && connection.isUsable()) return { problem: error };
    throw error;
  }
};
