import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

export type SeenRequest = {
  readonly method: string;
  /** Path with its query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
};

export type RouteVisit = {
  readonly request: SeenRequest;
  readonly response: ServerResponse;
  /** The parts of the path after the route's name. */
  readonly rest: readonly string[];
  readonly query: URLSearchParams;
};

export type HttpRoute = (visit: RouteVisit) => unknown;

/** Answers with one JSON document. */
export const answerJson = (response: ServerResponse, document: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
};

const PLAIN_TEXT = { 'content-type': 'text/plain' } as const;

const numberOr = (value: string | undefined, fallback: number): number =>
  value === undefined ? fallback : Number(value);

/** How often each key of /flaky/TIMES/KEY was requested, from all servers of this process: keys have to be unique. */
const flakyCounts = new Map<string, number>();

/** The routes of every test server, by the first part of the path. */
export const builtInRoutes: Readonly<Record<string, HttpRoute>> = {
  /** /ok */
  ok: ({ response }) => response.writeHead(200, PLAIN_TEXT).end('ok'),

  /** /status/503 */
  status: ({ response, rest }) => response.writeHead(numberOr(rest[0], 200), PLAIN_TEXT).end(`status ${rest[0]}`),

  /** /json: a small health document with numbers, strings, null, a list and a nested object */
  json: ({ response }) =>
    answerJson(response, {
      status: 'UP',
      version: '2.10.3',
      replicas: 3,
      load: 0.75,
      zero: 0,
      none: null,
      flags: ['a', 'b'],
      db: { status: 'UP', latency: '12ms' },
    }),

  /** /json-text?body=...: this body with the content type of JSON, valid or not */
  'json-text': ({ response, query }) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(query.get('body') ?? ''),

  /** /slow/300: the answer after 300 ms */
  slow: ({ response, rest }) => {
    const timer = setTimeout(() => response.writeHead(200, PLAIN_TEXT).end('slow'), numberOr(rest[0], 100));
    response.on('close', () => clearTimeout(timer));
  },

  /** /hang: never an answer */
  hang: () => {},

  /** /hang-after-headers: status and headers, then silence */
  'hang-after-headers': ({ response }) =>
    response.writeHead(200, { ...PLAIN_TEXT, 'content-length': '100' }).write('begun '),

  /** /drip/20: one byte every 20 ms, without an end */
  drip: ({ response, rest }) => {
    response.writeHead(200, PLAIN_TEXT);
    const timer = setInterval(() => response.write('x'), numberOr(rest[0], 50));
    response.on('close', () => clearInterval(timer));
  },

  /** /large/1000000: a body of 1,000,000 bytes */
  large: ({ response, rest }) => response.writeHead(200, PLAIN_TEXT).end('x'.repeat(numberOr(rest[0], 1_000_000))),

  /** /endless: a body without an end */
  endless: ({ response }) => {
    response.writeHead(200, PLAIN_TEXT);
    writeEndlessly(response, 'x'.repeat(65_536));
  },

  /** /gzip: the document of /json, compressed */
  gzip: ({ response }) =>
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      .end(gzipSync('{"status":"UP"}')),

  /** /gzip-bomb: 64 MiB of zeros in 64 KiB */
  'gzip-bomb': ({ response }) =>
    response.writeHead(200, { ...PLAIN_TEXT, 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(64 * 1_048_576))),

  /** /gzip-broken: the content encoding gzip, and a body that is not compressed */
  'gzip-broken': ({ response }) =>
    response.writeHead(200, { ...PLAIN_TEXT, 'content-encoding': 'gzip' }).end('not compressed'),

  /** /echo: the request as JSON */
  echo: ({ request, response }) => answerJson(response, request),

  /** /headers: an answer in which some headers stand twice */
  headers: ({ response }) => {
    response.setHeader('x-one', 'first');
    response.setHeader('x-twice', ['first', 'second']);
    response.setHeader('set-cookie', ['a=1', 'b=2']);
    response.writeHead(200, PLAIN_TEXT).end('headers');
  },

  /** /redirect/3: three redirects, the last one to /ok */
  redirect: ({ response, rest }) => {
    const left = numberOr(rest[0], 1);
    response.writeHead(302, { location: left > 1 ? `/redirect/${left - 1}` : '/ok' }).end();
  },

  /** /redirect-loop */
  'redirect-loop': ({ response }) => response.writeHead(302, { location: '/redirect-loop' }).end(),

  /** /redirect-to?url=...&status=307: a redirect to this URL, which may be of another host */
  'redirect-to': ({ response, query }) =>
    response.writeHead(numberOr(query.get('status') ?? undefined, 302), { location: query.get('url') ?? '/ok' }).end(),

  /** /redirect-nowhere: a redirect without a Location */
  'redirect-nowhere': ({ response }) => response.writeHead(302).end(),

  /** /flaky/2/KEY: 503 twice, then 200; KEY names the counter */
  flaky: ({ response, rest }) => {
    const key = rest[1] ?? '';
    const count = (flakyCounts.get(key) ?? 0) + 1;
    flakyCounts.set(key, count);
    response.writeHead(count > numberOr(rest[0], 1) ? 200 : 503, PLAIN_TEXT).end(`answer ${count}`);
  },

  /** /basic/USER/PASSWORD: 401 without these credentials */
  basic: ({ request, response, rest }) => {
    const wanted = `Basic ${Buffer.from(`${rest[0]}:${rest[1]}`).toString('base64')}`;
    if (request.headers.authorization === wanted) response.writeHead(200, PLAIN_TEXT).end('welcome');
    else response.writeHead(401, { ...PLAIN_TEXT, 'www-authenticate': 'Basic realm="test"' }).end('who are you?');
  },

  /** /bearer/TOKEN: 401 without this token */
  bearer: ({ request, response, rest }) => {
    const known = request.headers.authorization === `Bearer ${rest[0]}`;
    response.writeHead(known ? 200 : 401, PLAIN_TEXT).end(known ? 'welcome' : 'who are you?');
  },

  /** /close: the connection ends without an answer */
  close: ({ response }) => response.destroy(),

  /** /cut: a part of the body, then the connection ends */
  cut: ({ response }) => {
    response.writeHead(200, { ...PLAIN_TEXT, 'content-length': '1000' });
    response.write('half', () => response.destroy());
  },

  /** /peer: the common name in the client's certificate, or null */
  peer: ({ response }) => answerJson(response, { subject: clientSubject(response) }),
};

const clientSubject = (response: ServerResponse): string | null => {
  const socket = response.socket;
  if (socket === null || !('getPeerCertificate' in socket) || typeof socket.getPeerCertificate !== 'function')
    return null;
  return socket.getPeerCertificate()?.subject?.CN ?? null;
};

const writeEndlessly = (response: ServerResponse, chunk: string): void => {
  let room = true;
  while (room && !response.destroyed) room = response.write(chunk);
  if (!response.destroyed) response.once('drain', () => writeEndlessly(response, chunk));
};
