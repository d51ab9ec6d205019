import { createServer } from 'node:net';

/** Below the kernel's range of client ports (32768 to 60999), so that no connection takes a port before it is used. */
const FIRST_PORT = 12_000;
const PORT_COUNT = 18_000;

const givenPorts = new Set<number>();

/**
 * A TCP port that is free on loopback, for servers that cannot choose one themselves. No port is returned twice in one
 * process.
 */
export const findFreePort = async (): Promise<number> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORT_COUNT);
    if (!givenPorts.has(port) && (await isPortFree(port))) {
      givenPorts.add(port);
      return port;
    }
  }
  throw new Error('found no free port');
};

const isPortFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
