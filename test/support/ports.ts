import { createServer } from 'node:net';

/** Below the range from which the kernel picks client ports, so that no connection takes a port between our look and its use. */
const FIRST = 12_000;
const SPAN = 18_000;

const given = new Set<number>();

/** A loopback port free for TCP now, for servers that cannot pick one themselves. Never the same twice in one process. */
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
