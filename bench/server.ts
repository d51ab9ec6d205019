import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createListener } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Loopback ports of a server in a process of its own, so that its CPU time counts for no program. */
export interface ServerPorts {
  /** Answers HTTP after the milliseconds in the path: `/200/7`. */
  readonly http: number;
  /** Accepts metrics over OTLP. */
  readonly otlp: number;
  /** Accepts connections and never answers. */
  readonly silent: number;
}

/** Starts the server. It ends when `stop` is called, or with this process. */
export const startServer = async (): Promise<{ readonly ports: ServerPorts; readonly stop: () => void }> => {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), ['serve']);
  const [ports] = (await once(child, 'message')) as [ServerPorts];
  return { ports, stop: () => child.disconnect() };
};

const serveFixtures = async (): Promise<void> => {
  const http = createServer((request, response) => {
    const ms = Number(request.url?.split('/')[1] ?? 0);
    const answer = (): unknown => response.setHeader('content-type', 'text/plain').end('ok\n');
    if (ms > 0) setTimeout(answer, ms);
    else answer();
  });
  const otlp = createServer((request, response) => {
    request.resume().once('end', () => response.setHeader('content-type', 'application/json').end('{}'));
  });
  const silent = createListener((socket) => socket.on('error', () => {}).resume());
  const ports: Record<string, number> = {};
  for (const [name, server] of Object.entries({ http, otlp, silent })) {
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
    await once(server, 'listening');
    ports[name] = (server.address() as AddressInfo).port;
  }
  process.once('disconnect', () => process.exit());
  process.send?.(ports);
};

if (process.argv[2] === 'serve') await serveFixtures();
