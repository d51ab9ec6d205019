import type { Socket } from 'node:net';
import { listenTcp, type TestListener } from './tcp-server.ts';

/** Error replies of Redis, as the server words them. */
export const REDIS_ERRORS = {
  noauth: 'NOAUTH Authentication required.',
  wrongpass: 'WRONGPASS invalid username-password pair or user is disabled.',
  noperm: 'NOPERM this user has no permissions to run the command',
  loading: 'LOADING Redis is loading the dataset in memory',
  readonly: "READONLY You can't write against a read only replica.",
  misconf: 'MISCONF Redis is configured to save snapshots, but it is currently unable to persist to disk.',
  masterdown: "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
  clusterdown: 'CLUSTERDOWN The cluster is down',
  maxclients: 'ERR max number of clients reached',
} as const;

/** A Redis that answers every command with this error. */
export const redisRefusing = (error: keyof typeof REDIS_ERRORS): Promise<TestListener> =>
  listenTcp((socket) => onCommands(socket, () => `-${REDIS_ERRORS[error]}\r\n`));

/**
 * A Redis with these replies by the name of the command, or the command with its arguments (upper case), as they go over
 * the wire: `{ PING: '+PONG\r\n', 'INFO ALL': '$-1\r\n' }`. Any other command is answered `+OK`; null means no answer.
 */
export const redisAnswering = (replies: Readonly<Record<string, string | null>>): Promise<TestListener> =>
  listenTcp((socket) =>
    onCommands(socket, (name, command) => {
      const known = [command, name].find((key) => Object.hasOwn(replies, key));
      return known === undefined ? '+OK\r\n' : (replies[known] ?? undefined);
    }),
  );

const onCommands = (socket: Socket, reply: (name: string, command: string) => string | undefined): void => {
  let rest = '';
  socket.on('data', (part: Buffer) => {
    rest += part.toString('latin1');
    for (let taken = takeCommand(rest); taken !== undefined; taken = takeCommand(rest)) {
      rest = taken.rest;
      const command = taken.words.join(' ').toUpperCase();
      const answer = reply(command.split(' ', 1)[0] ?? '', command);
      if (answer !== undefined) socket.write(answer);
    }
  });
};

/**
 * The words of the first complete command (an array of bulk strings) and the rest of the buffer; undefined when none is
 * complete.
 */
const takeCommand = (buffer: string): { words: readonly string[]; rest: string } | undefined => {
  const count = /^\*(\d+)\r\n/.exec(buffer);
  if (count === null) return undefined;
  let at = count[0].length;
  const words: string[] = [];
  for (let index = 0; index < Number(count[1]); index += 1) {
    const size = /^\$(\d+)\r\n/.exec(buffer.slice(at, at + 16));
    if (size === null) return undefined;
    const begin = at + size[0].length;
    at = begin + Number(size[1]) + 2;
    if (buffer.length < at) return undefined;
    words.push(buffer.slice(begin, at - 2));
  }
  return { words, rest: buffer.slice(at) };
};

/** Errors with which PostgreSQL refuses a connection: SQLSTATE and message. */
export const POSTGRES_ERRORS = {
  password: ['28P01', 'password authentication failed for user "kavmon"'],
  access: ['28000', 'no pg_hba.conf entry for host "127.0.0.1", user "kavmon", database "postgres", no encryption'],
  database: ['3D000', 'database "missing" does not exist'],
  starting: ['57P03', 'the database system is starting up'],
  full: ['53300', 'sorry, too many clients already'],
} as const;

/** A PostgreSQL without TLS that answers the startup message with this error. */
export const postgresRefusing = (error: keyof typeof POSTGRES_ERRORS): Promise<TestListener> => {
  const [code, text] = POSTGRES_ERRORS[error];
  return listenTcp((socket) => onStartup(socket, () => socket.end(postgresError(code, text))));
};

/** The same, in place of an answer to the request for TLS. */
export const postgresRefusingTls = (error: keyof typeof POSTGRES_ERRORS): Promise<TestListener> => {
  const [code, text] = POSTGRES_ERRORS[error];
  return listenTcp((socket) => socket.once('data', () => socket.end(postgresError(code, text))));
};

/** A PostgreSQL that lets every user in and never answers a query. */
export const postgresMute = (): Promise<TestListener> =>
  listenTcp((socket) =>
    onStartup(socket, () =>
      socket.write(Buffer.concat([postgresMessage('R', int32Bytes(0)), postgresMessage('Z', Buffer.from('I'))])),
    ),
  );

/** A PostgreSQL that requests the password and never answers it. */
export const postgresStuckInAuth = (): Promise<TestListener> =>
  listenTcp((socket) => onStartup(socket, () => socket.write(postgresMessage('R', int32Bytes(3)))));

const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;

const onStartup = (socket: Socket, speak: () => void): void => {
  let started = false;
  socket.on('data', (part: Buffer) => {
    if (started) return;
    const code = part.length >= 8 ? part.readInt32BE(4) : 0;
    if (code === SSL_REQUEST || code === GSS_REQUEST) return void socket.write('N');
    started = true;
    speak();
  });
};

const int32Bytes = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

/** A message of PostgreSQL's protocol: type, length, body. */
export const postgresMessage = (type: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(type), int32Bytes(body.length + 4), body]);

/** An ErrorResponse of PostgreSQL with this SQLSTATE. */
export const postgresError = (code: string, text: string): Buffer =>
  postgresMessage('E', Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${text}\0\0`));
