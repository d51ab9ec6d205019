import { ProbeError } from '../../model/errors.ts';
import { publicUrl } from '../../text/public-url.ts';
import type { TlsOptions } from '../net/tls-connect.ts';
import type { Session } from '../probe.ts';
import { tls } from './connection.ts';
import { exchange, type Incoming } from './exchange.ts';
import type { Outgoing } from './outgoing.ts';

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
  /** Bytes after which the body is left unread. Default: 1 MiB. */
  readonly bodyLimit?: number | undefined;
  /** URL of an HTTP proxy. */
  readonly proxy?: string | undefined;
}

export interface Hop {
  readonly status: number;
  readonly from: string;
  readonly to: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly httpVersion: string;
  /** In the order of the answer, names in lower case, one entry for each line. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** Bytes of the body as they came. */
  readonly bytes: number;
  /** Why `body` is not the whole body; nothing may be asserted of it then. */
  readonly bodyProblem?: string | undefined;
  readonly method: string;
  /** Final URL, for people: without credentials and the values of its query. */
  readonly url: string;
  readonly address: string;
  readonly hops: readonly Hop[];
  /** From the first look-up to the last byte, redirects included. */
  readonly durationMs: number;
}

export const BODY_LIMIT = 1_048_576;
const MAX_REDIRECTS = 5;

/** Sends an HTTP request, follows redirects, and returns the answer whatever its status. */
export const http = async (options: HttpOptions, session: Session): Promise<HttpAnswer> => {
  // Not in the time of the request.
  if (options.url.startsWith('https:')) await tls();
  const started = performance.now();
  const limit = options.bodyLimit ?? BODY_LIMIT;
  const hops: Hop[] = [];
  let outgoing = await firstRequest(options);
  for (;;) {
    const incoming = await exchange(outgoing, limit, session);
    const next = options.redirects === 'none' ? undefined : redirected(outgoing, incoming);
    if (next === undefined) return answerOf(outgoing, incoming, hops, performance.now() - started);
    hops.push({ status: incoming.status, from: publicUrl(outgoing.url), to: publicUrl(next.url) });
    if (hops.length > (options.maxRedirects ?? MAX_REDIRECTS)) throw tooManyHops(hops);
    outgoing = next;
  }
};

const tooManyHops = (hops: readonly Hop[]): ProbeError =>
  new ProbeError(
    'status',
    `more than ${hops.length - 1} redirects: ${[hops[0]?.from, ...hops.map((hop) => hop.to)].slice(0, 8).join(' -> ')}`,
  );

const answerOf = (outgoing: Outgoing, incoming: Incoming, hops: readonly Hop[], durationMs: number): HttpAnswer => ({
  status: incoming.status,
  httpVersion: incoming.httpVersion,
  headers: incoming.headers,
  body: incoming.body.text,
  bytes: incoming.body.bytes,
  bodyProblem: incoming.body.problem,
  method: outgoing.method,
  url: publicUrl(outgoing.url),
  address: incoming.address,
  hops,
  durationMs,
});

const firstRequest = async (options: HttpOptions): Promise<Outgoing> => {
  const url = httpUrl(options.url);
  const body = options.bodyFile === undefined ? options.body : await fileBody(options.bodyFile);
  const given = Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    url,
    method: options.method?.toUpperCase() ?? (body === undefined ? 'GET' : 'POST'),
    headers: { accept: '*/*', 'user-agent': 'kavmon', ...basicAuth(url), ...Object.fromEntries(given) },
    body,
    tls: options.tls ?? {},
    family: options.family,
    proxy: options.proxy === undefined ? undefined : httpUrl(options.proxy),
  };
};

const httpUrl = (text: string): URL => {
  const url = URL.parse(text);
  if (url !== null && ['http:', 'https:'].includes(url.protocol)) return url;
  // The text is not told: what is no URL may still hold a password.
  throw new ProbeError('config', 'the URL is not one of http or https');
};

const basicAuth = (url: URL): Readonly<Record<string, string>> => {
  if (url.username === '' && url.password === '') return {};
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
};

const fileBody = async (path: string): Promise<Buffer> => {
  const { readFile } = await import('node:fs/promises');
  return readFile(path).catch((error: unknown) => {
    const cause = error instanceof Error ? error.message : String(error);
    throw new ProbeError('config', `cannot read the body: ${cause}`, { cause: error });
  });
};

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Headers that may cross to another origin: any other may be a credential, whatever its name. */
const HARMLESS: readonly string[] = ['accept', 'accept-language', 'content-type', 'user-agent'];

/** The request that a redirect asks for, or undefined when the answer is none. */
const redirected = (outgoing: Outgoing, incoming: Incoming): Outgoing | undefined => {
  const location = incoming.headers.find(([name]) => name === 'location')?.[1];
  if (!REDIRECTS.includes(incoming.status) || location === undefined) return undefined;
  const url = URL.parse(location, outgoing.url.href);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new ProbeError('protocol', `${publicUrl(outgoing.url)}: redirect to what is no http or https URL`);
  url.username = '';
  url.password = '';
  return { ...sameBody(outgoing, incoming.status), ...withoutCredentials(outgoing, url), url };
};

/** As browsers do (fetch, HTTP-redirect fetch): 303 always becomes a GET, and so does a POST by 301 or 302. */
const sameBody = (outgoing: Outgoing, status: number): Outgoing => {
  const becomesGet = status === 303 || (status < 303 && outgoing.method === 'POST');
  if (!becomesGet || outgoing.method === 'HEAD') return outgoing;
  return { ...outgoing, method: 'GET', body: undefined };
};

const withoutCredentials = (outgoing: Outgoing, url: URL): Pick<Outgoing, 'headers' | 'tls'> => {
  if (url.origin === outgoing.url.origin) return { headers: outgoing.headers, tls: outgoing.tls };
  const { ca, minVersion, insecure } = outgoing.tls;
  return {
    headers: Object.fromEntries(Object.entries(outgoing.headers).filter(([name]) => HARMLESS.includes(name))),
    tls: { ca, minVersion, insecure },
  };
};
