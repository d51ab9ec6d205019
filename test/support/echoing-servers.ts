import { postgresError, postgresMessage } from './driver-faults.ts';
import { listenTcp, type TestListener } from './tcp-server.ts';

// Servers whose errors repeat the client's input, as some real servers and proxies do.

/** A Redis that answers every command with an error that quotes the command and its arguments. */
export const redisEchoing = (): Promise<TestListener> =>
  listenTcp((socket) =>
    socket.on('data', (part: Buffer) => {
      const words = part.toString('utf8').match(/(?<=\$\d+\r\n)[^\r\n]+/g) ?? [];
      socket.write(`-ERR unknown command with args beginning with: ${words.join(' ')}\r\n`);
    }),
  );

/** A PostgreSQL that requests the password in clear text and refuses it with an error that quotes it. */
export const postgresEchoing = (): Promise<TestListener> =>
  listenTcp((socket) => {
    socket.on('data', (part: Buffer) => {
      if (part[0] === 0x70) return void socket.end(passwordError(part.subarray(5, -1).toString('utf8')));
      const isRequest = part.length === 8;
      socket.write(isRequest ? 'N' : postgresMessage('R', Buffer.from([0, 0, 0, 3])));
    });
  });

const passwordError = (password: string): Buffer =>
  postgresError('28P01', `password authentication failed, was "${password}"`);
