import { ProbeError, rewordError } from '../model/errors.ts';
import type { ProbeReason } from '../model/reasons.ts';
import { httpUrlProblem } from '../text/http-url.ts';
import { describeAuthentication } from './http/credentials.ts';
import { type HttpAnswer, type HttpOptions, probeHttp } from './http/http.ts';
import type { ProbeSession } from './probe.ts';
import { type PrometheusData, readPrometheusData } from './prometheus-data.ts';

export interface PrometheusOptions extends Omit<HttpOptions, 'method' | 'body' | 'bodyFile' | 'enough'> {
  /** What stands before `/api/v1/query`; of Mimir it ends with `/prometheus`. Its own query (`?dedup=true`) is kept. */
  readonly url: string;
  readonly query: string;
  /** Seconds since the epoch. Default: now, by the clock of the server. */
  readonly time?: number | undefined;
  /** In place of one moment: from, to and step, in seconds. */
  readonly range?: { readonly start: number; readonly end: number; readonly step: number } | undefined;
}

export interface PrometheusAnswer extends PrometheusData {
  /** The base URL, for messages. */
  readonly url: string;
  readonly durationMs: number;
}

/**
 * Asks a query of the HTTP API that Prometheus, Thanos, Mimir and VictoriaMetrics have in common. Whatever keeps it from an
 * answer says nothing of what was to be judged: it throws ProbeError that is undecided, or the signal's reason.
 */
export const probePrometheus = async (options: PrometheusOptions, session: ProbeSession): Promise<PrometheusAnswer> => {
  const answer = await probeHttp(buildQueryRequest(options), session).catch(throwUndecided);
  if (answer.bodyProblem !== undefined)
    throw new ProbeError('protocol', `${answer.url}: ${answer.bodyProblem}`, {
      undecided: true,
      advice: 'large_answer',
    });
  const document = parseBody(answer.body);
  if (answer.status !== 200 || document?.status !== 'success') throw apiError(answer, document);
  return { url: answer.url, durationMs: answer.durationMs, ...readPrometheusData(document, answer.url) };
};

const throwUndecided = (error: unknown): never => {
  if (!(error instanceof ProbeError)) throw error;
  throw rewordError(error, error.message, { undecided: true });
};

/** Servers take URLs of at least 8000 bytes (RFC 9110, 4.1). A longer query goes as a form, which a redirect may lose. */
const MAX_URL_LENGTH = 8000;

const buildQueryRequest = ({ query, time, range, ...http }: PrometheusOptions): HttpOptions => {
  const problem = httpUrlProblem(http.url);
  if (problem !== undefined) throw new ProbeError('config', problem);
  const url = new URL(http.url);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v1/${range === undefined ? 'query' : 'query_range'}`;
  const form = new URLSearchParams({
    query,
    ...(time === undefined ? {} : { time: `${time}` }),
    ...(range === undefined ? {} : { start: `${range.start}`, end: `${range.end}`, step: `${range.step}` }),
  });
  const asked = new URL(url);
  for (const [name, value] of form) asked.searchParams.append(name, value);
  const headers = { accept: 'application/json', ...http.headers };
  if (asked.href.length <= MAX_URL_LENGTH) return { ...http, url: asked.href, headers };
  return {
    ...http,
    url: url.href,
    method: 'POST',
    body: form.toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  };
};

type ApiDocument = Readonly<Record<string, unknown>>;

const parseBody = (body: string): ApiDocument | undefined => {
  try {
    const document: unknown = JSON.parse(body);
    return typeof document === 'object' && document !== null ? { ...document } : undefined;
  } catch {
    return undefined;
  }
};

const MAX_ERROR_LENGTH = 300;

/**
 * Why there is no answer: by the type of the error, as https://prometheus.io/docs/prometheus/latest/querying/api/ lists them,
 * else by the status of whatever answered.
 */
const apiError = (answer: HttpAnswer, document: ApiDocument | undefined): ProbeError => {
  const { url, status, body } = answer;
  if (document?.status !== 'error') return foreignAnswerError(answer);
  const { errorType, error } = document;
  const words = `${error ?? errorType ?? body}`.slice(0, MAX_ERROR_LENGTH);
  return new ProbeError(reasonOfApiError(`${errorType}`, status), `${url}: ${words} (${errorType}, ${status})`, {
    undecided: true,
  });
};

const reasonOfApiError = (type: string, status: number): ProbeReason => {
  if (['timeout', 'canceled'].includes(type)) return 'deadline_attempt';
  if (status === 401) return 'auth';
  if (status === 403) return 'permission';
  // VictoriaMetrics writes the status as the type.
  return ['bad_data', 'execution'].includes(type) || [400, 422].includes(status) ? 'config' : 'dependency';
};

const REASONS_BY_STATUS: Readonly<Record<number, ProbeReason>> = { 401: 'auth', 403: 'permission', 407: 'auth' };

const foreignAnswerError = ({ url, status, body, authentication }: HttpAnswer): ProbeError => {
  const reason = REASONS_BY_STATUS[status] ?? (status === 200 ? 'protocol' : 'status');
  const hint = authentication === undefined ? '' : describeAuthentication(authentication);
  const excerpt = body === '' ? 'an empty body' : JSON.stringify(body.slice(0, 100));
  const base = status === 404 ? '; url is what stands before /api/v1/query' : '';
  return new ProbeError(
    reason,
    `${url}: status is ${status}, and no answer of the Prometheus API: ${hint === '' ? excerpt : hint}${base}`,
    { undecided: true, advice: hint === '' ? undefined : 'other_scheme' },
  );
};
