import pLimit from 'p-limit';
import type { ApiAccess } from '../access/access.ts';
import { createAgent } from './agent.ts';
import { type AttemptOutcome, readErrorResponse } from './error-response.ts';
import { ApiFailure, toApiFailure } from './failure.ts';
import { DEFAULT_LIMITS, type RequestLimits, sendRequest } from './request.ts';
import { readBody, type TransferCounts } from './response-body.ts';
import { requestWithRetries } from './retry.ts';

/** Talks to one API server, with a bound on how much at once. */
export interface ApiClient {
  /**
   * GETs a path and hands the unpacked bytes to `take`; on a failure that may pass the whole is done again, so `take`
   * starts anew each time.
   *
   * @throws {ApiFailure} after all tries.
   */
  get<T>(path: string, take: BodyReader<T>): Promise<T>;
  /** The same without a second try: for what the server has to ask others for, who may be gone. */
  once<T>(path: string, take: BodyReader<T>): Promise<T>;
  /** The same for a question that is asked by POST: an access review. */
  post<T>(path: string, body: object, take: BodyReader<T>): Promise<T>;
  /** Milliseconds since the epoch by the server's clock, of its last answer; undefined before the first. */
  serverTime(): number | undefined;
  readonly counts: TransferCounts;
  close(): void;
}

export type BodyReader<T> = (bytes: AsyncIterable<Buffer>) => Promise<T>;

export interface ApiClientOptions {
  readonly access: ApiAccess;
  readonly version: string;
  /** Ends everything. */
  readonly signal: AbortSignal;
  readonly limits?: RequestLimits;
}

/** Large lists take several seats of the API server's flow control. */
const MAX_IN_FLIGHT = 6;

interface ApiRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}

/** A client for this access. To be closed: it keeps its connections open. */
export const createClient = ({ access, version, signal, limits = DEFAULT_LIMITS }: ApiClientOptions): ApiClient => {
  const agent = createAgent(access, MAX_IN_FLIGHT);
  const limit = pLimit(MAX_IN_FLIGHT);
  const counts: TransferCounts = { requests: 0, bytes: 0, retries: 0 };
  const prefix = access.server.pathname.replace(/\/$/, '');
  let time: number | undefined;

  const headersFor = async (ask: ApiRequest, renew: boolean) => ({
    accept: 'application/json',
    'accept-encoding': 'gzip',
    'user-agent': `kavmon/${version}`,
    ...(ask.body !== undefined && { 'content-type': 'application/json' }),
    ...(await readCredentials(access, renew, signal)),
  });

  const once = async <T>(ask: ApiRequest, renew: boolean, take: BodyReader<T>): Promise<AttemptOutcome<T>> => {
    const target = {
      ...ask,
      url: new URL(prefix + ask.path, access.server),
      headers: await headersFor(ask, renew),
      agent,
    };
    counts.requests++;
    const answer = await sendRequest(target, limits, signal);
    time = Date.parse(answer.headers.date ?? '') || time;
    if (answer.status < 200 || answer.status > 299) return readErrorResponse(answer, counts);
    try {
      return { value: await take(readBody(answer, counts)) };
    } finally {
      answer.drop();
    }
  };

  const attempt = <T>(ask: ApiRequest, renew: boolean, take: BodyReader<T>): Promise<AttemptOutcome<T>> =>
    limit(() => once(ask, renew, take)).catch((error: unknown) => ({ failure: toApiFailure(error) }));

  const single = async <T>(ask: ApiRequest, take: BodyReader<T>): Promise<T> => {
    const outcome = await attempt(ask, false, take);
    if ('value' in outcome) return outcome.value;
    throw outcome.failure;
  };

  const repeat = <T>(ask: ApiRequest, take: BodyReader<T>): Promise<T> =>
    requestWithRetries((renew) => attempt(ask, renew, take), { signal, retried: () => counts.retries++ });

  return {
    get: (path, take) => repeat({ method: 'GET', path }, take),
    once: (path, take) => single({ method: 'GET', path }, take),
    post: (path, body, take) => repeat({ method: 'POST', path, body: JSON.stringify(body) }, take),
    serverTime: () => time,
    counts,
    close: () => agent.destroy(),
  };
};

const readCredentials = async (access: ApiAccess, renew: boolean, signal: AbortSignal) => {
  try {
    return await access.authorize(renew, signal);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const kind = signal.aborted ? 'ended' : 'credentials';
    throw new ApiFailure(kind, `there are no credentials for it: ${why}`, { cause });
  }
};
