import type { Socket } from 'node:dgram';
import { isIP } from 'node:net';
import { errorCode } from './network-error.ts';
import { stripBrackets } from './url-parts.ts';

/** Numbers of the types that are asked for (IANA, DNS resource record types). */
const TYPE_NUMBERS: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  CAA: 257,
};

/** How long an answer by UDP is waited for. */
const WAIT_MS = 1000;

export interface FailedQuery {
  readonly name: string;
  readonly type: string;
  /** As the resolver has them, `ip` or `ip:port`. */
  readonly servers: readonly string[];
}

/**
 * Of a query that failed as if nobody was there: the first server that does answer by UDP, with a truncated answer, so that
 * it is TCP that does not get through. Undefined when there is none. Never rejects.
 */
export const findTruncatingServer = async (
  error: unknown,
  { name, type, servers }: FailedQuery,
  signal: AbortSignal,
): Promise<string | undefined> => {
  if (!['ECONNREFUSED', 'ETIMEOUT'].includes(errorCode(error)) || isIP(name) !== 0) return undefined;
  const truncated = await Promise.all(servers.map((server) => isTruncated(server, writeQuestion(name, type), signal)));
  return servers.find((_, index) => truncated[index]);
};

/** One question by UDP; false when no truncated answer comes. */
const isTruncated = (server: string, question: Buffer, signal: AbortSignal): Promise<boolean> => {
  const { host, port } = splitServer(server);
  const { createSocket } = process.getBuiltinModule('node:dgram');
  const socket: Socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4');
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const giveUp = (): void => resolve(false);
  const timer = setTimeout(giveUp, WAIT_MS);
  signal.addEventListener('abort', giveUp, { once: true });
  socket.once('error', giveUp);
  socket.on('message', (answer) => {
    const isOurs = answer.length >= 12 && answer.readUInt16BE(0) === question.readUInt16BE(0);
    if (isOurs) resolve((answer.readUInt16BE(2) & TRUNCATED_FLAG) !== 0);
  });
  // Connected, so that a port without a listener is an error and not a silence.
  socket.connect(port, host, () => socket.send(question));
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    socket.close();
  });
};

const TRUNCATED_FLAG = 0x0200;

const splitServer = (server: string): { readonly host: string; readonly port: number } => {
  const [, host, port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(server) ?? [];
  return { host: stripBrackets(host ?? server), port: Number(port ?? 53) };
};

/** RFC 1035, 4.1, with the size of an answer that c-ares takes, too (RFC 6891, 6.1). */
const writeQuestion = (name: string, type: string): Buffer => {
  const id = Math.floor(Math.random() * 0x1_00_00);
  const labels = name.split('.').filter((label) => label !== '');
  const head = Buffer.from([id >> 8, id & 0xff, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
  const body = labels.flatMap((label) => [label.length & 0x3f, ...Buffer.from(label, 'latin1').subarray(0, 63)]);
  const number = TYPE_NUMBERS[type] ?? 1;
  const options = [0, 0, 41, 1232 >> 8, 1232 & 0xff, 0, 0, 0, 0, 0, 0];
  return Buffer.concat([head, Buffer.from([...body, 0, number >> 8, number & 0xff, 0, 1, ...options])]);
};

/** What is told then. */
export const describeTruncation = (server: string): string =>
  `the answer is truncated, and ${server} takes no TCP: UDP and TCP are both needed`;
