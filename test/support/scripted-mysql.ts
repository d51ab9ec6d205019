import type { Socket } from 'node:net';
import { listenTcp, type TestListener } from './tcp-server.ts';

type Row = Readonly<Record<string, string | null>>;

/** What is answered to a query: rows, an error, or nothing at all. */
export type MysqlReply = readonly Row[] | { readonly error: readonly [number: number, text: string] } | 'silent';

export type MysqlScript = {
  /** Version in the greeting and of `SELECT VERSION()`. */
  readonly version?: string;
  /** Rows of SHOW GLOBAL VARIABLES and STATUS, by their names. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly status?: Readonly<Record<string, string>>;
  /** Replies by the beginning of the statement. Others are answered by OK. */
  readonly replies?: Readonly<Record<string, MysqlReply>>;
};

const CAPABILITIES = 0x00_08_a2_0f;
const OK = Buffer.from([0, 0, 0, 2, 0, 0, 0]);
const END = Buffer.from([0xfe, 0, 0, 2, 0]);
const COM_QUERY = 3;

/** A MySQL without TLS that lets everybody in, and answers as the test says. */
export const startScriptedMysql = (script: MysqlScript = {}): Promise<TestListener> =>
  listenTcp((socket) => {
    let isLoggedIn = false;
    writePackets(socket, 0, [mysqlGreeting(script.version ?? '8.0.36')]);
    onPackets(socket, (payload, sequence) => {
      if (!isLoggedIn) {
        isLoggedIn = true;
        writePackets(socket, sequence + 1, [OK]);
      } else if (payload[0] === COM_QUERY) answer(socket, payload.toString('utf8', 1), script);
    });
  });

/** A MySQL that refuses every connection with this error in place of a greeting; newer ones have a state in it. */
export const mysqlRefusing = (number: number, text: string, state = ''): Promise<TestListener> =>
  listenTcp((socket) => {
    socket.resume();
    writePackets(socket, 0, [errorPacket(number, text, state)]);
    socket.end();
  });

/** A MySQL that greets, and answers the login with this error, or with nothing. */
export const mysqlDenying = (error?: readonly [number: number, text: string]): Promise<TestListener> =>
  listenTcp((socket) => {
    writePackets(socket, 0, [mysqlGreeting('8.0.36')]);
    onPackets(socket, (_, sequence) => {
      if (error !== undefined) writePackets(socket, sequence + 1, [errorPacket(...error)]);
    });
  });

/** The greeting of a server of protocol 10. */
export const mysqlGreeting = (version: string): Buffer => {
  const fixed = Buffer.alloc(31);
  fixed.writeUInt32LE(7, 0);
  fixed.write('12345678', 4, 'latin1');
  fixed.writeUInt16LE(CAPABILITIES & 0xffff, 13);
  fixed[15] = 45;
  fixed.writeUInt16LE(2, 16);
  fixed.writeUInt16LE(CAPABILITIES >>> 16, 18);
  fixed[20] = 21;
  return Buffer.concat([Buffer.from(`\n${version}\0`), fixed, Buffer.from('123456789012\0mysql_native_password\0')]);
};

const answer = (socket: Socket, sql: string, script: MysqlScript): void => {
  const reply = replyTo(sql, script);
  if (reply !== 'silent') writePackets(socket, 1, reply === undefined ? [OK] : replyPackets(reply));
};

const replyPackets = (reply: Exclude<MysqlReply, 'silent'>): readonly Buffer[] => {
  if ('error' in reply) return [errorPacket(...reply.error)];
  const columns = Object.keys(reply[0] ?? { none: null });
  const rows = reply.map((row) => Buffer.concat(columns.map((column) => lengthText(row[column] ?? null))));
  return [Buffer.from([columns.length]), ...columns.map(columnPacket), END, ...rows, END];
};

const replyTo = (sql: string, { replies = {}, ...script }: MysqlScript): MysqlReply | undefined => {
  const scripted = Object.keys(replies).find((begin) => sql.startsWith(begin));
  if (scripted !== undefined) return replies[scripted];
  if (sql.startsWith('SELECT VERSION()')) return [{ version: script.version ?? '8.0.36' }];
  if (sql.startsWith('SHOW GLOBAL VARIABLES'))
    return namedRows({ read_only: 'OFF', max_connections: '100', ...script.variables });
  if (sql.startsWith('SHOW GLOBAL STATUS')) return namedRows({ Threads_connected: '5', ...script.status });
  return /^SHOW/.test(sql) ? [] : undefined;
};

const namedRows = (values: Readonly<Record<string, string>>): readonly Row[] =>
  Object.entries(values).map(([name, value]) => ({ Variable_name: name, Value: value }));

const errorPacket = (number: number, text: string, state = '#HY000'): Buffer =>
  Buffer.concat([Buffer.from([0xff, number & 0xff, number >> 8]), Buffer.from(`${state}${text}`)]);

const lengthText = (text: string | null): Buffer => {
  if (text === null) return Buffer.from([0xfb]);
  const bytes = Buffer.from(text);
  const length = Buffer.from(bytes.length < 251 ? [bytes.length] : [0xfc, bytes.length & 0xff, bytes.length >> 8]);
  return Buffer.concat([length, bytes]);
};

const columnPacket = (name: string): Buffer =>
  Buffer.concat([
    ...['def', '', '', '', name, ''].map(lengthText),
    Buffer.from([0x0c, 45, 0, 0, 1, 0, 0, 0xfd, 0, 0, 0, 0, 0]),
  ]);

const writePackets = (socket: Socket, first: number, payloads: readonly Buffer[]): void => {
  const packets = payloads.map((payload, index) => {
    const head = Buffer.alloc(4);
    head.writeUIntLE(payload.length, 0, 3);
    head[3] = (first + index) % 256;
    return Buffer.concat([head, payload]);
  });
  socket.write(Buffer.concat(packets));
};

const onPackets = (socket: Socket, handle: (payload: Buffer, sequence: number) => void): void => {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (part: Buffer) => {
    rest = Buffer.concat([rest, part]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readUIntLE(0, 3)) {
      const end = 4 + rest.readUIntLE(0, 3);
      handle(rest.subarray(4, end), rest[3] ?? 0);
      rest = rest.subarray(end);
    }
  });
};
