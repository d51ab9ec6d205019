import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { builtInRoutes as builtIn, type HttpRoute, type SeenRequest } from './http-routes.ts';
import { type TestListener, trackServer } from './tcp-server.ts';

export type HttpServer = TestListener & {
  /** `http://127.0.0.1:PORT` or `https://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /** The requests whose bodies were read in full, oldest first. */
  readonly requests: readonly SeenRequest[];
};

export type HttpOptions = {
  /** What `https.createServer` takes: key, cert, and ca with requestCert for client certificates. */
  readonly tls?: ServerOptions;
  /**
   * Routes beside those of http-routes.ts, by the first part of the path: `{ health: ({ response }) =>
   * response.end('ok') }`.
   */
  readonly routes?: Readonly<Record<string, HttpRoute>>;
};

/** Starts a real HTTP or HTTPS server on a free loopback port. Unknown paths answer 404. */
export const startHttpServer = async (options: HttpOptions = {}): Promise<HttpServer> => {
  const requests: SeenRequest[] = [];
  const table = { ...builtIn, ...options.routes };
  const serve: RequestListener = (request, response) => {
    routeRequest(request, response, table, requests).catch(() => response.destroy());
  };
  const server = options.tls === undefined ? createServer(serve) : createTlsServer(options.tls, serve);
  server.keepAliveTimeout = 60_000;
  server.on('clientError', (_error, socket) => socket.destroy());
  const listener = await trackServer(server);
  return {
    ...listener,
    url: `${options.tls === undefined ? 'http' : 'https'}://${listener.host}:${listener.port}`,
    requests,
  };
};

const routeRequest = async (
  request: IncomingMessage,
  response: ServerResponse,
  table: Readonly<Record<string, HttpRoute>>,
  log: SeenRequest[],
): Promise<void> => {
  const seen: SeenRequest = {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    body: await text(request),
  };
  log.push(seen);
  const url = new URL(seen.url, 'http://loopback');
  const [name = '', ...rest] = url.pathname.slice(1).split('/');
  const route = Object.hasOwn(table, name) ? table[name] : undefined;
  if (route === undefined) return void response.writeHead(404, { 'content-type': 'text/plain' }).end('no such page');
  await route({ request: seen, response, rest, query: url.searchParams });
};
