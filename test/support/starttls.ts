import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { PemCertificate } from './certificates.ts';
import { listenTcp, type TestListener } from './tcp-server.ts';

/** What a server says to what it hears. An answer of `tls` is said, and TLS follows. */
export interface SpokenTurn {
  readonly hears: string | Buffer;
  /** How many bytes belong to what it hears, when they are more. */
  readonly bytes?: number;
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
    takeTurn(socket, certificate, turns);
  });

const takeTurn = (socket: Socket, certificate: PemCertificate, turns: readonly SpokenTurn[]): void => {
  socket.once('data', (data: Buffer) => {
    const [turn, ...rest] = turns;
    const heard = Buffer.from(turn?.hears ?? '');
    if (turn === undefined || !data.subarray(0, heard.length).equals(heard)) return void socket.destroy();
    socket.write(turn.says);
    if (turn.tls !== true) return takeTurn(socket, certificate, rest);
    socket.pause();
    // MySQL's client does not wait for an answer before its handshake.
    const end = turn.bytes ?? heard.length;
    if (data.length > end) socket.unshift(data.subarray(end));
    upgradeToTls(socket, certificate);
  });
};

const upgradeToTls = (socket: Socket, { key, chain }: PemCertificate): void => {
  const secure = new TLSSocket(socket, { isServer: true, key, cert: chain });
  secure.on('error', () => socket.destroy());
  secure.resume();
};
