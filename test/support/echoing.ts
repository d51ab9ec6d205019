import { type Listener, listen } from './listen.ts';

// Servers that repeat in their errors what they were told, as real ones and proxies before them have done.

/** Speaks the protocol of Redis and answers every command with an error that quotes it, arguments and all. */
export const redisEchoing = (): Promise<Listener> =>
  listen((socket) =>
    socket.on('data', (part: Buffer) => {
      const words = part.toString('utf8').match(/(?<=\$\d+\r\n)[^\r\n]+/g) ?? [];
      socket.write(`-ERR unknown command with args beginning with: ${words.join(' ')}\r\n`);
    }),
  );

/** Speaks the start of PostgreSQL's protocol: asks for the password in the clear and refuses with an error that quotes it. */
export const postgresEchoing = (): Promise<Listener> =>
  listen((socket) => {
    socket.on('data', (part: Buffer) => {
      if (part[0] === 0x70) return void socket.end(errorOf(part.subarray(5, -1).toString('utf8')));
      const isRequest = part.length === 8;
      socket.write(isRequest ? 'N' : message('R', Buffer.from([0, 0, 0, 3])));
    });
  });

const errorOf = (password: string): Buffer =>
  message('E', Buffer.from(`SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed, was "${password}"\0\0`));

const message = (type: string, body: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
};
