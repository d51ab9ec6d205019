import { headerText } from '../../../src/expectations/http-headers.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';
import type { BoundProbes } from '../../../src/probes/index.ts';
import type { BucketParams } from './bucket-params.ts';
import { bucketUrl, requestUrl } from './bucket-url.ts';
import { type Refusal, readRefusal } from './refusal.ts';
import { signRequest } from './sign-request.ts';

/** One request of the API of S3. */
export interface BucketRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Default: the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly hashBody?: boolean;
  readonly bodyLimit?: number;
  readonly limitMs?: number | undefined;
  readonly onSend?: () => void;
}

/** Asks one bucket. */
export interface BucketApi {
  /** `bucket backups at s3.example`, for messages. */
  readonly target: string;
  /** The answer with any status; redirects are not followed, as they lead away from what was signed. Throws ProbeError. */
  readonly send: (request: BucketRequest) => Promise<HttpAnswer>;
  /** Why an answer is not what was asked for. */
  readonly refusal: (what: string, answer: HttpAnswer) => Promise<Refusal>;
  /** Milliseconds of the answer that took longest so far. */
  readonly slowestMs: () => number;
  /** Answers so far. */
  readonly answers: () => number;
}

/** Whether a request was done. */
export const isDone = ({ status }: HttpAnswer): boolean => status >= 200 && status <= 299;

/** The clock of the service by its answer, so that no other clock counts; `now` where it does not say. */
export const serviceNow = (answer: HttpAnswer, now: number): number => {
  const stated = Date.parse(headerText(answer, 'date'));
  return Number.isNaN(stated) ? now : stated;
};

/** Requests of a bucket, each signed where there are credentials. */
export const bucketApi = (http: BoundProbes['http'], params: BucketParams): BucketApi => {
  const base = bucketUrl(params);
  const { tls, ipFamily: family, proxy, credentials } = params;
  let slowestMs = 0;
  let answers = 0;
  const send: BucketApi['send'] = async ({ method, key = '', query, body, ...request }) => {
    const url = requestUrl(base, key, query);
    const unsigned = { ...lowerNames(params.headers), ...request.headers };
    const headers = await signRequest({ url, method, body, headers: unsigned }, params);
    const { bodyLimit = params.bodyLimit, hashBody, limitMs, onSend } = request;
    const options = { url, method, body, headers, redirects: 'none', tls, family, proxy } as const;
    const answer = await http({ ...options, bodyLimit, hashBody, limitMs, onSend });
    slowestMs = Math.max(slowestMs, answer.durationMs);
    answers += 1;
    return answer;
  };
  const target = `bucket ${params.bucket} at ${new URL(base).host}`;
  return {
    target,
    send,
    refusal: (what, answer) => readRefusal(`${target}: ${what}`, answer, credentials === undefined),
    slowestMs: () => slowestMs,
    answers: () => answers,
  };
};

const lowerNames = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
