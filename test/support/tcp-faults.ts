import type { Socket } from 'node:net';
import { findFreePort } from './free-port.ts';
import { listenTcp, type TestListener } from './tcp-server.ts';

/** What a server does with the connection in place of the rest of its answer. */
export type ConnectionEnd = 'hang' | 'close' | 'reset';

/** Accepts and reads, and never answers. */
export const tcpSilent = (): Promise<TestListener> => listenTcp((socket) => socket.resume());

/** Accepts and closes at once (FIN). */
export const tcpClosing = (): Promise<TestListener> => listenTcp((socket) => socket.end());

/** Accepts and resets at once (RST). */
export const tcpResetting = (): Promise<TestListener> => listenTcp((socket) => socket.resetAndDestroy());

/** Waits for the first bytes of the client, and ends without an answer. */
export const endingAfterRequest = (ending: ConnectionEnd): Promise<TestListener> =>
  listenTcp((socket) => onFirstData(socket, () => endConnection(socket, ending)));

/**
 * Sends `part` after the first bytes of the client (at once with `speaksFirst`, as the server of some protocols does),
 * then ends.
 */
export const tcpHalfAnswer = (
  part: string | Uint8Array,
  ending: ConnectionEnd,
  speaksFirst = false,
): Promise<TestListener> =>
  listenTcp((socket) => {
    const answer = (): void => {
      socket.write(part, () => endConnection(socket, ending));
    };
    onTurn(socket, speaksFirst, answer);
  });

/** Sends `head`, then one byte every `every` ms (default 100) without an end. */
export const tcpDripping = (
  options: {
    readonly head?: string;
    readonly byte?: string;
    readonly every?: number;
    readonly speaksFirst?: boolean;
  } = {},
): Promise<TestListener> =>
  listenTcp((socket) =>
    onTurn(socket, options.speaksFirst ?? false, () => {
      socket.write(options.head ?? '');
      const timer = setInterval(() => socket.write(options.byte ?? 'x'), options.every ?? 100);
      socket.on('close', () => clearInterval(timer));
    }),
  );

/** Sends one byte of `text` each second. */
export const tcpTrickling = (text: string | Uint8Array, speaksFirst = false): Promise<TestListener> =>
  listenTcp((socket) =>
    onTurn(socket, speaksFirst, () => {
      const bytes = Buffer.from(text);
      let sent = 0;
      const timer = setInterval(() => socket.write(bytes.subarray(sent, ++sent)), 1000);
      socket.on('close', () => clearInterval(timer));
    }),
  );

/** Sends `head`, then bytes without an end, as fast as the client reads them. */
export const tcpEndless = (
  head: string | Uint8Array = '',
  chunk = 'x'.repeat(16_384),
  speaksFirst = false,
): Promise<TestListener> =>
  listenTcp((socket) =>
    onTurn(socket, speaksFirst, () => {
      socket.write(head);
      const fill = (): void => {
        let room = true;
        while (room && !socket.destroyed) room = socket.write(chunk);
      };
      socket.on('drain', fill);
      fill();
    }),
  );

/** Greets as a mail server does, and answers 500 to every line. */
export const mailGreeter = (): Promise<TestListener> =>
  listenTcp((socket) => {
    socket.write('220 mail.example ESMTP ready\r\n');
    socket.on('data', () => socket.write('500 5.5.2 command not understood\r\n'));
  });

/** Greets as an SSH server does, and waits for the client's greeting. */
export const sshGreeter = (): Promise<TestListener> =>
  listenTcp((socket) => {
    socket.resume();
    socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n');
  });

/** Answers HTTP 400 to the first bytes and closes, as a web server answers a database driver. */
export const webSpeaker = (): Promise<TestListener> =>
  listenTcp((socket) =>
    onFirstData(socket, () =>
      socket.end(
        'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 11\r\nConnection: close\r\n\r\nBad Request',
      ),
    ),
  );

/** Answers with 512 bytes of no protocol, always the same ones, and keeps the connection. */
export const tcpGarbage = (speaksFirst = false): Promise<TestListener> =>
  listenTcp((socket) =>
    onTurn(socket, speaksFirst, () =>
      socket.write(Buffer.from(Array.from({ length: 512 }, (_, index) => (index * 167 + 201) % 256))),
    ),
  );

/** A loopback port without a listener, which {@link findFreePort} returns to no other test. */
export const refusedPort = findFreePort;

const onTurn = (socket: Socket, speaksFirst: boolean, speak: () => void): void => {
  if (speaksFirst) {
    socket.resume();
    speak();
  } else {
    onFirstData(socket, speak);
  }
};

const onFirstData = (socket: Socket, speak: () => void): void => {
  socket.once('data', () => {
    socket.resume();
    speak();
  });
};

const endConnection = (socket: Socket, ending: ConnectionEnd): void => {
  if (ending === 'close') socket.end();
  if (ending === 'reset') socket.resetAndDestroy();
};
