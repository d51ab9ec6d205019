import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { servePortForward } from './port-forward.ts';
import { trackServer } from './tcp-server.ts';

/** A fault that the server shows instead of the answer. */
export type ApiFault =
  | { readonly status: number; readonly message?: string; readonly headers?: Record<string, string> }
  /** Never answers. */
  | 'silent'
  /** Sends half of the answer and keeps the connection open. */
  | 'stall'
  /** Ends the response after half of the JSON, as if it were complete. */
  | 'truncate'
  /** Closes the connection after half of the answer. */
  | 'cut'
  /** Sends items without an end. */
  | 'endless'
  /** Every page has a `continue` token. */
  | 'circle'
  /** A sign-in page in HTML with status 200, as a proxy sends it. */
  | 'html';

export interface SeenApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ApiServerOptions {
  /** Lists by their path in all namespaces, `/api/v1/pods`; a list of one namespace is filtered from them. */
  readonly lists?: { readonly [path: string]: { readonly kind: string; readonly items: readonly object[] } };
  /** Pages that are sent as protobuf to those who accept it, by their path and the token of the page. */
  readonly protobuf?: { readonly [pathAndToken: string]: Buffer };
  /** Bodies of other paths: objects as JSON, or texts (logs) as they are. */
  readonly answers?: { readonly [path: string]: object | string };
  /** What a GET is answered with in place of a list; undefined: the list. */
  readonly body?: (seen: SeenApiRequest) => object | undefined;
  /** Called for every request; `count` is how often its path was requested. */
  readonly fault?: (seen: SeenApiRequest, count: number) => ApiFault | undefined;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Ports of this machine by `NAMESPACE/POD:PORT`, which connections are forwarded to; undefined: 403. */
  readonly forwards?: { readonly [target: string]: number };
  /** Puts `metadata` behind `items`, in the alphabetical order of kubectl. */
  readonly metadataLast?: boolean;
}

export interface ApiServer {
  readonly url: string;
  readonly port: number;
  readonly seen: readonly SeenApiRequest[];
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
}

/** Starts a server for lists and single objects of the Kubernetes API, with the faults that `fault` asks for. */
export const startApiServer = async (options: ApiServerOptions): Promise<ApiServer> => {
  const seen: SeenApiRequest[] = [];
  const counts = new Map<string, number>();
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://host');
    const one: SeenApiRequest = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: await text(request),
    };
    seen.push(one);
    const count = (counts.get(one.path) ?? 0) + 1;
    counts.set(one.path, count);
    answerRequest({ seen: one, response, fault: options.fault?.(one, count), options });
  };
  const server = options.tls ? createHttps(options.tls, serve) : createHttp(serve);
  server.on('upgrade', (request, socket) => servePortForward(request, socket as Socket, options.forwards ?? {}));
  const listener = await trackServer(server);
  const scheme = options.tls ? 'https' : 'http';
  return { ...listener, url: `${scheme}://127.0.0.1:${listener.port}`, seen };
};

interface ApiExchange {
  readonly seen: SeenApiRequest;
  readonly response: ServerResponse;
  readonly fault: ApiFault | undefined;
  readonly options: ApiServerOptions;
}

const answerRequest = (turn: ApiExchange): void => {
  const { seen, response, fault, options } = turn;
  if (fault === 'silent') return;
  if (typeof fault === 'object') sendStatus(response, fault);
  else if (fault === 'html') response.end('<html><body>Sign in</body></html>');
  else if (fault === 'endless') sendEndlessList(response, seen, options);
  else sendBody(turn);
};

const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

const protobufBody = ({ path, query, headers }: SeenApiRequest, { protobuf }: ApiServerOptions): Buffer | undefined =>
  headers.accept?.includes(PROTOBUF_TYPE) ? protobuf?.[`${path} ${query.get('continue') ?? ''}`.trim()] : undefined;

const sendBody = ({ seen, response, fault, options }: ApiExchange): void => {
  const packed = protobufBody(seen, options);
  if (packed !== undefined) return void response.setHeader('content-type', PROTOBUF_TYPE).end(packed);
  const body = responseBody(seen, options, fault === 'circle');
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? ''));
  const half = bytes.subarray(0, bytes.length >> 1);
  if (body === undefined)
    sendStatus(response, { status: 404, message: 'the server could not find the requested resource' });
  else if (fault === 'stall') response.write(half);
  else if (fault === 'cut') response.write(half, () => response.destroy());
  else sendJson(response, fault === 'truncate' ? half : bytes, seen);
};

const sendJson = (response: ServerResponse, bytes: Buffer, { headers }: SeenApiRequest): void => {
  response.setHeader('content-type', 'application/json');
  const packed = headers['accept-encoding']?.includes('gzip') ?? false;
  if (packed) response.setHeader('content-encoding', 'gzip');
  response.end(packed ? gzipSync(bytes) : bytes);
};

const sendStatus = (response: ServerResponse, fault: Exclude<ApiFault, string>): void => {
  response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
  response.end(JSON.stringify({ kind: 'Status', status: 'Failure', message: fault.message ?? '', code: fault.status }));
};

const sendEndlessList = (response: ServerResponse, seen: SeenApiRequest, options: ApiServerOptions): void => {
  const list = findList(seen.path, options);
  const items = `${JSON.stringify(list?.items[0] ?? {})},`.repeat(100);
  response.write(`{"kind":"${list?.kind}","metadata":{},"items":[`);
  const more = () => {
    while (!response.destroyed && response.write(items));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
};

const NAMESPACED_PATH = /^(.*)\/namespaces\/([^/]+)\/([^/]+)$/;

const findList = (path: string, { lists = {} }: ApiServerOptions) => {
  if (lists[path] !== undefined) return lists[path];
  const [, api, namespace, resource] = NAMESPACED_PATH.exec(path) ?? [];
  const all = lists[`${api}/${resource}`];
  if (all === undefined) return undefined;
  const items = all.items.filter(
    (item) => (item as { metadata?: { namespace?: string } }).metadata?.namespace === namespace,
  );
  return { kind: all.kind, items };
};

const responseBody = (
  seen: SeenApiRequest,
  options: ApiServerOptions,
  circle: boolean,
): object | string | undefined => {
  const other = options.answers?.[seen.path] ?? (seen.method === 'GET' ? options.body?.(seen) : undefined);
  if (other !== undefined) return other;
  if (seen.path === '/version') return { major: '1', minor: '35', gitVersion: 'v1.35.4' };
  if (/^\/api\/v1\/namespaces\/[^/]+$/.test(seen.path)) return { kind: 'Namespace', apiVersion: 'v1' };
  const list = findList(seen.path, options);
  return list && listPage(list, { query: seen.query, circle, metadataLast: options.metadataLast ?? false });
};

interface PageRequest {
  readonly query: URLSearchParams;
  readonly circle: boolean;
  readonly metadataLast: boolean;
}

const listPage = ({ kind, items: all }: { kind: string; items: readonly object[] }, wish: PageRequest): object => {
  const { query, circle, metadataLast } = wish;
  const limit = Number(query.get('limit') ?? 0) || all.length;
  const from = Number(query.get('continue') ?? 0);
  const next = circle ? from + 1 : from + limit;
  const metadata = { resourceVersion: '1', ...((circle || next < all.length) && { continue: String(next) }) };
  const items = all.slice(from, from + limit);
  return metadataLast ? { items, kind, apiVersion: 'v1', metadata } : { kind, apiVersion: 'v1', metadata, items };
};
