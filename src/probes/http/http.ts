import { errorMessage, ProbeError } from '../../model/errors.ts';
import type { PhaseName } from '../../model/phase.ts';
import { httpUrlProblem, proxyProblem } from '../../text/http-url.ts';
import { redactUrl } from '../../text/redact-url.ts';
import { askWithTimeout } from '../net/member-timeout.ts';
import type { TlsOptions } from '../net/tls-connect.ts';
import type { ProbeSession } from '../probe.ts';
import type { DigestMemory, Exchange, HttpAuth } from './authenticate.ts';
import { loadTls } from './connection.ts';
import { type CookieJar, createCookieJar } from './cookies.ts';
import { basicCredentials, type HttpAuthentication, readAuthentication } from './credentials.ts';
import type { HttpRequest } from './request.ts';
import { type HttpResponse, sendHttpRequest } from './send-request.ts';

export interface HttpOptions {
  /** http or https; user and password in it become basic authentication. */
  readonly url: string;
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  /** Path of a file that is sent as the body. */
  readonly bodyFile?: string | undefined;
  /** Default: follow. */
  readonly redirects?: 'follow' | 'none' | undefined;
  /** Default: 5. */
  readonly maxRedirects?: number | undefined;
  readonly tls?: TlsOptions | undefined;
  readonly family?: 4 | 6 | undefined;
  /** Bytes of the body that are read at most. Default: 1 MiB. */
  readonly bodyLimit?: number | undefined;
  /** Whether so much of the body suffices, where it has no announced end. Default: it never does. */
  readonly enough?: ((text: string) => boolean) | undefined;
  /** Whether the SHA-256 of the body is wanted. Default: no. */
  readonly hashBody?: boolean | undefined;
  /** URL of an HTTP proxy. */
  readonly proxy?: string | undefined;
  /** Credentials that no header of the options can hold; they go to the origin of the URL only. */
  readonly auth?: HttpAuth | undefined;
  /** Challenges of earlier requests, which this one adds to. Default: none. */
  readonly challenges?: DigestMemory | undefined;
  /** Cookies of earlier requests, which this one adds to. Default: none, and they end with the probe. */
  readonly cookies?: CookieJar | undefined;
  /** HTTP/2 by ALPN with TLS, by prior knowledge without. Default: 1.1. */
  readonly httpVersion?: 1.1 | 2 | undefined;
  /** Milliseconds after which this request is given up, before the session's own end. */
  readonly limitMs?: number | undefined;
  /** Called when the connection is open and the request goes out: from then on the service may have done what it asks for. */
  readonly onSend?: (() => void) | undefined;
}

/** One redirect that was followed. */
export interface HttpRedirect {
  readonly status: number;
  readonly from: string;
  readonly to: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly httpVersion: string;
  /** One entry for each header line in their order, names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** Bytes of the body received, before decompression. */
  readonly bytes: number;
  /** SHA-256 of the body as received, before decompression, in hexadecimal digits; with `hashBody`, of a whole body. */
  readonly sha256?: string | undefined;
  /** Why `body` is not the whole body; nothing may be asserted of it then. */
  readonly bodyProblem?: string | undefined;
  readonly method: string;
  /** Final URL for messages: without credentials and the values of its query. */
  readonly url: string;
  /** Final URL as it was asked: what a URL without a host in the answer means. It may hold secrets. */
  readonly fullUrl: string;
  readonly address: string;
  readonly isProxied: boolean;
  readonly hops: readonly HttpRedirect[];
  /** Of a 401 or 407. */
  readonly authentication?: HttpAuthentication | undefined;
  /** From the first name look-up to the last byte, redirects included. */
  readonly durationMs: number;
}

const BODY_LIMIT_BYTES = 1_048_576;
const MAX_REDIRECTS = 5;

/** Sends an HTTP request, follows redirects, and returns the answer with any status. Throws ProbeError, or the signal's reason. */
export const probeHttp = async (options: HttpOptions, session: ProbeSession): Promise<HttpAnswer> => {
  const { limitMs, onSend } = options;
  const enter = (name: PhaseName, target?: string): void => {
    if (name === 'request') onSend?.();
    session.phase(name, target);
  };
  if (limitMs === undefined) return askHttp(options, { ...session, phase: enter });
  const asked = await askWithTimeout('the request', Math.round(limitMs), session, ({ signal, phase }) => {
    const enterWithin = (name: PhaseName, target?: string): void => {
      phase(name);
      enter(name, target);
    };
    return askHttp(options, { ...session, signal, phase: enterWithin });
  });
  if ('problem' in asked) throw asked.problem;
  return asked.value;
};

const askHttp = async (options: HttpOptions, session: ProbeSession): Promise<HttpAnswer> => {
  // Loaded before the clock of the request starts.
  if (options.url.startsWith('https:')) await loadTls();
  const started = performance.now();
  const { cookies = createCookieJar() } = options;
  const hops: HttpRedirect[] = [];
  let outgoing = await buildFirstRequest(options, session);
  for (;;) {
    const { sent, incoming } = await exchange(withCookies(outgoing, cookies), options, session);
    cookies.store(
      incoming.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value),
      outgoing.url,
    );
    const next = options.redirects === 'none' ? undefined : redirectRequest(outgoing, incoming);
    if (next === undefined) return buildAnswer(sent, incoming, hops, performance.now() - started);
    hops.push({ status: incoming.status, from: redactUrl(outgoing.url), to: redactUrl(next.url) });
    if (hops.length > (options.maxRedirects ?? MAX_REDIRECTS)) throw redirectLimitError(hops);
    outgoing = next;
  }
};

/** Sends one request, with the credentials of the options where it goes to their origin. */
const exchange = async (outgoing: HttpRequest, options: HttpOptions, session: ProbeSession): Promise<Exchange> => {
  const { auth, challenges = new Map(), bodyLimit: limit = BODY_LIMIT_BYTES, enough, hashBody: hash } = options;
  const sendOne = outgoing.httpVersion === 2 ? (await import('../http2/send-http2.ts')).sendHttp2 : sendHttpRequest;
  const send = (one: HttpRequest, within: ProbeSession): Promise<HttpResponse> =>
    // A token endpoint is asked in HTTP/1.1, whatever the service speaks.
    (one.httpVersion === 2 ? sendOne : sendHttpRequest)(one, { limit, enough, hash }, within);
  if (auth === undefined || outgoing.url.origin !== new URL(options.url).origin)
    return { sent: outgoing, incoming: await send(outgoing, session) };
  const { sendAuthenticated } = await import('./authenticate.ts');
  return sendAuthenticated(outgoing, { auth, memory: challenges, session, send });
};

const withCookies = (outgoing: HttpRequest, cookies: CookieJar): HttpRequest => {
  const { cookie: given, ...headers } = outgoing.headers;
  const cookie = cookies.headerFor(outgoing.url, given);
  return cookie === given
    ? outgoing
    : { ...outgoing, headers: { ...headers, ...(cookie === undefined ? {} : { cookie }) } };
};

const redirectLimitError = (hops: readonly HttpRedirect[]): ProbeError =>
  new ProbeError(
    'status',
    `more than ${hops.length - 1} redirects: ${[hops[0]?.from, ...hops.map((hop) => hop.to)].slice(0, 8).join(' -> ')}`,
  );

const buildAnswer = (
  outgoing: HttpRequest,
  incoming: HttpResponse,
  hops: readonly HttpRedirect[],
  durationMs: number,
): HttpAnswer => ({
  status: incoming.status,
  httpVersion: incoming.httpVersion,
  headers: incoming.headers,
  body: incoming.body.text,
  bytes: incoming.body.bytes,
  sha256: incoming.body.sha256,
  bodyProblem: incoming.body.problem,
  method: outgoing.method,
  url: redactUrl(outgoing.url),
  fullUrl: outgoing.url.href,
  address: incoming.address,
  isProxied: outgoing.proxy !== undefined,
  hops,
  authentication: readAuthentication(incoming.status, incoming.headers, outgoing),
  durationMs,
});

const buildFirstRequest = async (options: HttpOptions, { traceHeaders }: ProbeSession): Promise<HttpRequest> => {
  const url = parseUrl(options.url, httpUrlProblem);
  const body = options.bodyFile === undefined ? options.body : await readBodyFile(options.bodyFile);
  const given = Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    url,
    method: options.method?.toUpperCase() ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      accept: '*/*',
      'user-agent': 'kavmon',
      ...traceHeaders,
      ...basicAuthHeader(url),
      ...Object.fromEntries(given),
    },
    body,
    tls: options.tls ?? {},
    family: options.family,
    proxy: options.proxy === undefined ? undefined : parseUrl(options.proxy, proxyProblem),
    httpVersion: options.httpVersion,
  };
};

const parseUrl = (text: string, findProblem: (text: string) => string | undefined): URL => {
  const problem = findProblem(text);
  if (problem === undefined) return new URL(text);
  throw new ProbeError('config', problem);
};

const basicAuthHeader = (url: URL): Readonly<Record<string, string>> => {
  const authorization = basicCredentials(url);
  return authorization === undefined ? {} : { authorization };
};

/** Of a body that is sent. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

const readBodyFile = async (path: string): Promise<Buffer> => {
  const { readLocalFile } = await import('../../process/local-file.ts');
  return readLocalFile(path, MAX_BODY_BYTES).catch((error: unknown) => {
    throw new ProbeError('config', `cannot read the body: ${errorMessage(error)}`, { cause: error });
  });
};

const REDIRECT_STATUSES: readonly number[] = [301, 302, 303, 307, 308];

/** Headers that are sent on to another origin. Any other one may be a credential. */
const CROSS_ORIGIN_HEADERS: readonly string[] = [
  'accept',
  'accept-language',
  'content-type',
  'traceparent',
  'user-agent',
];

/** The request that a redirect asks for, undefined when the answer is no redirect. */
const redirectRequest = (outgoing: HttpRequest, incoming: HttpResponse): HttpRequest | undefined => {
  const { location } = incoming;
  if (!REDIRECT_STATUSES.includes(incoming.status) || location === undefined) return undefined;
  const url = URL.parse(location, outgoing.url.href);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new ProbeError('protocol', `${redactUrl(outgoing.url)}: redirect to what is no http or https URL`);
  url.username = '';
  url.password = '';
  return { ...redirectBody(outgoing, incoming.status), ...redirectCredentials(outgoing, url), url };
};

/** Fetch standard, HTTP-redirect fetch: a 303 always becomes a GET, a 301 or 302 only a POST. */
const redirectBody = (outgoing: HttpRequest, status: number): HttpRequest => {
  const becomesGet = status === 303 || (status < 303 && outgoing.method === 'POST');
  if (!becomesGet || outgoing.method === 'HEAD') return outgoing;
  return { ...outgoing, method: 'GET', body: undefined };
};

const redirectCredentials = (outgoing: HttpRequest, url: URL): Pick<HttpRequest, 'headers' | 'tls'> => {
  if (url.origin === outgoing.url.origin) return { headers: outgoing.headers, tls: outgoing.tls };
  const { ca, minVersion, insecure } = outgoing.tls;
  return {
    headers: Object.fromEntries(
      Object.entries(outgoing.headers).filter(([name]) => CROSS_ORIGIN_HEADERS.includes(name)),
    ),
    tls: { ca, minVersion, insecure },
  };
};
