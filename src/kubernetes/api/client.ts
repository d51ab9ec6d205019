import pLimit from 'p-limit';
import type { Access } from '../access/access.ts';
import { agentOf } from './agent.ts';
import { type Outcome, refusal } from './error-response.ts';
import { ApiFailure, asFailure } from './failure.ts';
import { LIMITS, type Limits, send } from './request.ts';
import { type Counts, unpacked } from './response-body.ts';
import { untilAnswered } from './retry.ts';

/** Talks to one API server, with a bound on how much at once. */
export interface Client {
  /**
   * GETs a path and hands the unpacked bytes to `take`; on a failure that may pass the whole is done again, so `take`
   * starts anew each time.
   *
   * @throws {ApiFailure} after all tries.
   */
  get<T>(path: string, take: Take<T>): Promise<T>;
  /** The same without a second try: for what the server has to ask others for, who may be gone. */
  once<T>(path: string, take: Take<T>): Promise<T>;
  /** The same for a question that is asked by POST: an access review. */
  post<T>(path: string, body: object, take: Take<T>): Promise<T>;
  /** Milliseconds since the epoch by the server's clock, of its last answer; undefined before the first. */
  serverTime(): number | undefined;
  readonly counts: Counts;
  close(): void;
}

export type Take<T> = (bytes: AsyncIterable<Buffer>) => Promise<T>;

export interface ClientOptions {
  readonly access: Access;
  readonly version: string;
  /** Ends everything. */
  readonly signal: AbortSignal;
  readonly limits?: Limits;
}

/** Large lists take several seats of the API server's flow control. */
const IN_FLIGHT = 6;

interface Ask {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}

/** A client for this access. To be closed: it keeps its connections open. */
export const createClient = ({ access, version, signal, limits = LIMITS }: ClientOptions): Client => {
  const agent = agentOf(access, IN_FLIGHT);
  const limit = pLimit(IN_FLIGHT);
  const counts: Counts = { requests: 0, bytes: 0, retries: 0 };
  const prefix = access.server.pathname.replace(/\/$/, '');
  let time: number | undefined;

  const headersFor = async (ask: Ask, renew: boolean) => ({
    accept: 'application/json',
    'accept-encoding': 'gzip',
    'user-agent': `kavmon/${version}`,
    ...(ask.body !== undefined && { 'content-type': 'application/json' }),
    ...(await credentials(access, renew, signal)),
  });

  const once = async <T>(ask: Ask, renew: boolean, take: Take<T>): Promise<Outcome<T>> => {
    const target = {
      ...ask,
      url: new URL(prefix + ask.path, access.server),
      headers: await headersFor(ask, renew),
      agent,
    };
    counts.requests++;
    const answer = await send(target, limits, signal);
    time = Date.parse(answer.headers.date ?? '') || time;
    if (answer.status < 200 || answer.status > 299) return refusal(answer, counts);
    try {
      return { value: await take(unpacked(answer, counts)) };
    } finally {
      answer.drop();
    }
  };

  const attempt = <T>(ask: Ask, renew: boolean, take: Take<T>): Promise<Outcome<T>> =>
    limit(() => once(ask, renew, take)).catch((error: unknown) => ({ failure: asFailure(error) }));

  const single = async <T>(ask: Ask, take: Take<T>): Promise<T> => {
    const outcome = await attempt(ask, false, take);
    if ('value' in outcome) return outcome.value;
    throw outcome.failure;
  };

  const repeat = <T>(ask: Ask, take: Take<T>): Promise<T> =>
    untilAnswered((renew) => attempt(ask, renew, take), { signal, retried: () => counts.retries++ });

  return {
    get: (path, take) => repeat({ method: 'GET', path }, take),
    once: (path, take) => single({ method: 'GET', path }, take),
    post: (path, body, take) => repeat({ method: 'POST', path, body: JSON.stringify(body) }, take),
    serverTime: () => time,
    counts,
    close: () => agent.destroy(),
  };
};

const credentials = async (access: Access, renew: boolean, signal: AbortSignal) => {
  try {
    return await access.authorize(renew, signal);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const kind = signal.aborted ? 'ended' : 'credentials';
    throw new ApiFailure(kind, `there are no credentials for it: ${why}`, { cause });
  }
};
