import { createServer } from 'node:net';

/** Below the kernel's range of client ports (32768 to 60999), so that no connection takes a port before it is used. */
const FIRST = 12_000;
const SPAN = 18_000;

const given = new Set<number>();

/**
 * A TCP port that is free on loopback, for servers that cannot choose one themselves. No port is returned twice in one
 * process.
 */
export const freePort = async (): Promise<number> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = FIRST + Math.floor(Math.random() * SPAN);
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
  throw new Error('found no free port');
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
