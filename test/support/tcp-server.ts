import { createServer, type Server, type Socket } from 'node:net';

export type TestListener = {
  readonly host: string;
  readonly port: number;
  /** Number of connections that are open now: 0 after a probe, unless it leaks. */
  readonly connections: () => number;
  /** Number of connections accepted since the start. */
  readonly accepted: () => number;
  readonly stop: () => Promise<void>;
};

/** Enough for a thousand connections at once. */
const LISTEN_BACKLOG = 4096;

/** Starts a TCP server on a free loopback port that hands each socket to `serve`. Errors of the sockets are ignored. */
export const listenTcp = (serve: (socket: Socket) => void): Promise<TestListener> =>
  trackServer(createServer({ noDelay: true }, serve));

/**
 * Starts a server of Node (net, tls, http, https) on a free loopback port, or on `port`, and counts its connections.
 * `stop` closes the server and its open sockets.
 */
export const trackServer = async (server: Server, port = 0, host = '127.0.0.1'): Promise<TestListener> => {
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on('connection', (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: LISTEN_BACKLOG }, resolve);
  });
  return {
    host,
    port: tcpPortOf(server),
    connections: () => sockets.size,
    accepted: () => accepted,
    stop: () => closeServer(server, sockets),
  };
};

const tcpPortOf = (server: Server): number => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP port');
  return address.port;
};

const closeServer = (server: Server, sockets: ReadonlySet<Socket>): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
