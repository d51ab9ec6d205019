import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export type BlackHole = { readonly host: string; readonly port: number; readonly stop: () => Promise<void> };

const LISTENER_SCRIPT = `
const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));
`;

/** A connection to a listener on loopback takes less than this. */
const UNANSWERED_MS = 400;

/**
 * A loopback port whose connection attempts stay unanswered: the listener is frozen and its queue is full, so the
 * kernel drops every further SYN, as a firewall does. Throws when the kernel does not behave so.
 */
export const startBlackHole = async (): Promise<BlackHole> => {
  const child = spawn(process.execPath, ['-e', LISTENER_SCRIPT], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const port = Number(line);
  child.kill('SIGSTOP');
  const fillers: Socket[] = [];
  const stop = async (): Promise<void> => {
    for (const socket of fillers) socket.destroy();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  for (let tries = 0; tries < 16; tries += 1) {
    const socket = connect({ port, host: '127.0.0.1' });
    fillers.push(socket);
    if (!(await canConnect(socket))) return { host: '127.0.0.1', port, stop };
  }
  await stop();
  throw new Error('the queue of the frozen listener does not fill: this kernel answers for it');
};

const canConnect = (socket: Socket): Promise<boolean> =>
  new Promise((resolve) => {
    // setImmediate lets a connection that came while this process was not running be seen first.
    const patience = setTimeout(() => setImmediate(() => resolve(false)), UNANSWERED_MS);
    socket.on('error', () => {});
    socket.once('connect', () => {
      clearTimeout(patience);
      resolve(true);
    });
  });
