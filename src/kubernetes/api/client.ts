import pLimit from 'p-limit';
import { errorMessage } from '../../model/errors.ts';
import type { ApiAccess } from '../access/access.ts';
import { createAgent } from './agent.ts';
import { type AttemptOutcome, readErrorResponse } from './error-response.ts';
import { ApiFailure, toApiFailure } from './failure.ts';
import { DEFAULT_LIMITS, type RequestLimits } from './phase-timer.ts';
import { sendRequest } from './request.ts';
import { readBody, type TransferCounts } from './response-body.ts';
import { requestWithRetries } from './retry.ts';

/** Talks to one API server, with a bound on the requests in flight. */
export interface ApiClient {
  /**
   * GETs a path and returns what `read` makes of the decompressed body. After a failure that may pass, request and `read` are
   * done again from the start.
   *
   * @throws {ApiFailure} after the last try.
   */
  get<T>(path: string, read: BodyReader<T>): Promise<T>;
  /** The same for objects that a server can send as protobuf: as that, or as JSON where it does not have it. */
  getProtobuf<T>(path: string, read: BodyReader<T>): Promise<T>;
  /** The same with one try: for logs, which the API server asks of a kubelet that may be gone. */
  once<T>(path: string, read: BodyReader<T>): Promise<T>;
  /** The same as `get`, by POST: for access reviews, which change nothing. */
  post<T>(path: string, body: object, read: BodyReader<T>): Promise<T>;
  /** Creates or deletes an object, with one try: a second one may meet what the first has done. */
  write<T>(method: 'POST' | 'DELETE', path: string, body: object, read: BodyReader<T>): Promise<T>;
  /** Milliseconds since the epoch by the `Date` header of the last response; undefined before the first. */
  serverTime(): number | undefined;
  readonly counts: TransferCounts;
  close(): void;
}

/** `contentType` is the header of that name. */
export type BodyReader<T> = (bytes: AsyncIterable<Buffer>, contentType: string | undefined) => Promise<T>;

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const JSON_TYPE = 'application/json';

/** Whether a body of this type is an object of Kubernetes as protobuf. */
export const isProtobuf = (contentType: string | undefined): boolean => contentType?.startsWith(PROTOBUF) ?? false;

export interface ApiClientOptions {
  readonly access: ApiAccess;
  /** Kavmon's own, for the user agent. */
  readonly version: string;
  /** Ends all requests. */
  readonly signal: AbortSignal;
  readonly limits?: RequestLimits;
}

/** Few, since a large list takes several seats of the API server's priority and fairness. */
const MAX_IN_FLIGHT = 6;

interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: string;
  readonly accept?: string;
}

/** Creates a client for this access. To be closed: it keeps connections open. */
export const createApiClient = ({ access, version, signal, limits = DEFAULT_LIMITS }: ApiClientOptions): ApiClient => {
  const agent = createAgent(access, MAX_IN_FLIGHT);
  const limit = pLimit(MAX_IN_FLIGHT);
  const counts: TransferCounts = { requests: 0, bytes: 0, retries: 0 };
  const prefix = access.server.pathname.replace(/\/$/, '');
  let serverTime: number | undefined;

  const headersOf = async (request: ApiRequest, renew: boolean) => ({
    accept: request.accept ?? JSON_TYPE,
    'accept-encoding': 'gzip',
    'user-agent': `kavmon/${version}`,
    ...bodyHeaders(request),
    ...(await readCredentials(access, renew, signal)),
  });

  const send = async <T>(request: ApiRequest, renew: boolean, read: BodyReader<T>): Promise<AttemptOutcome<T>> => {
    const target = {
      ...request,
      url: new URL(prefix + request.path, access.server),
      headers: await headersOf(request, renew),
      agent,
    };
    counts.requests++;
    const response = await sendRequest(target, limits, signal);
    serverTime = Date.parse(response.headers.date ?? '') || serverTime;
    if (response.status < 200 || response.status > 299) return readErrorResponse(response, counts, access.refusalHint);
    return { value: await read(readBody(response, counts), response.headers['content-type']).finally(response.drop) };
  };

  const attempt = <T>(request: ApiRequest, renew: boolean, read: BodyReader<T>): Promise<AttemptOutcome<T>> =>
    limit(() => send(request, renew, read)).catch((error: unknown) => ({ failure: toApiFailure(error) }));

  const attemptOnce = async <T>(request: ApiRequest, read: BodyReader<T>): Promise<T> => {
    const outcome = await attempt(request, false, read);
    if ('value' in outcome) return outcome.value;
    throw outcome.failure;
  };

  const attemptRepeatedly = <T>(request: ApiRequest, read: BodyReader<T>): Promise<T> =>
    requestWithRetries((renew) => attempt(request, renew, read), { signal, onRetry: () => counts.retries++ });

  return {
    get: (path, read) => attemptRepeatedly({ method: 'GET', path }, read),
    getProtobuf: preferProtobuf((path, read, accept) => attemptRepeatedly({ method: 'GET', path, accept }, read)),
    once: (path, read) => attemptOnce({ method: 'GET', path }, read),
    post: (path, body, read) => attemptRepeatedly({ method: 'POST', path, body: JSON.stringify(body) }, read),
    write: (method, path, body, read) => attemptOnce({ method, path, body: JSON.stringify(body) }, read),
    serverTime: () => serverTime,
    counts,
    close: () => agent.destroy(),
  };
};

type Get = <T>(path: string, read: BodyReader<T>, accept: string) => Promise<T>;

/** Asks for protobuf until a server or proxy refuses it (406), and from then on for JSON. */
const preferProtobuf = (get: Get): ApiClient['getProtobuf'] => {
  let isRefused = false;
  return async (path, read) => {
    if (isRefused) return get(path, read, JSON_TYPE);
    try {
      return await get(path, read, `${PROTOBUF}, ${JSON_TYPE};q=0.9`);
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.status !== 406) throw error;
      isRefused = true;
      return get(path, read, JSON_TYPE);
    }
  };
};

/** Node gives the body of a DELETE no length by itself: the server would take it for the next request. */
const bodyHeaders = ({ body }: ApiRequest) =>
  body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };

const readCredentials = async (access: ApiAccess, renew: boolean, signal: AbortSignal) => {
  try {
    return await access.authorize(renew, signal);
  } catch (cause) {
    const kind = signal.aborted ? 'ended' : 'credentials';
    throw new ApiFailure(kind, `there are no credentials for it: ${errorMessage(cause)}`, { cause });
  }
};
