import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { PemCertificate } from './certificates.ts';
import { listenTcp, type TestListener } from './tcp-server.ts';

/** What a server says to what it hears. An answer of `tls` is said, and TLS follows. */
export interface SpokenTurn {
  readonly hears: string | Buffer;
  readonly says: string | Buffer;
  readonly tls?: boolean;
}

/** Speaks a protocol turn by turn, byte for byte, and changes to TLS where a turn says so. Anything unheard is an end. */
export const startStarttlsServer = (
  certificate: PemCertificate,
  greeting: string | Buffer,
  turns: readonly SpokenTurn[],
): Promise<TestListener> =>
  listenTcp((socket) => {
    socket.write(greeting);
    const waiting = [...turns];
    const hear = (data: Buffer): void => {
      const turn = waiting.shift();
      const heard = Buffer.from(turn?.hears ?? '');
      if (turn === undefined || !data.subarray(0, heard.length).equals(heard)) return void socket.destroy();
      if (turn.tls === true) socket.off('data', hear).pause();
      socket.write(turn.says);
      if (turn.tls !== true) return;
      // MySQL's client does not wait for an answer before its handshake.
      if (data.length > heard.length) socket.unshift(data.subarray(heard.length));
      upgrade(socket, certificate);
    };
    socket.on('data', hear);
  });

const upgrade = (socket: Socket, { key, chain }: PemCertificate): void => {
  const secure = new TLSSocket(socket, { isServer: true, key, cert: chain });
  secure.on('error', () => socket.destroy());
  secure.resume();
};
