import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DNS_RCODES, type DnsQuestion, type DnsRecord, readQuestion, writeReply } from './dns-wire.ts';
import { type TestListener, trackServer } from './tcp-server.ts';

/**
 * What the server does instead of answering. `truncated`: UDP answers with the TC bit, TCP in full; `truncated-silent`:
 * UDP with the TC bit, TCP not at all; `udpOnly` of the options closes TCP; `drip`: UDP with the TC bit, TCP one byte every 50 ms; `garbage`: bytes that are
 * no DNS message; `other-id`: an answer with the id of another question.
 */
export type DnsFault =
  | 'silent'
  | 'truncated'
  | 'truncated-silent'
  | 'drip'
  | 'garbage'
  | 'other-id'
  | 'nxdomain'
  | 'servfail'
  | 'refused'
  | 'notimp';

/**
 * Records, a fault, or a fault with the records that TCP answers with (`truncated`, `drip`). `delay` in milliseconds.
 */
export type DnsEntry =
  | DnsFault
  | readonly DnsRecord[]
  | { readonly fault: DnsFault; readonly records: readonly DnsRecord[]; readonly delay?: number };

export type DnsServer = TestListener & {
  /** `127.0.0.1:PORT`, for `resolver.setServers`. */
  readonly address: string;
  readonly questions: readonly { readonly name: string; readonly type: string; readonly over: 'udp' | 'tcp' }[];
};

export type DnsOptions = {
  readonly names?: Readonly<Record<string, DnsEntry>>;
  /** For every name that is not listed. Default `nxdomain`. */
  readonly otherwise?: DnsEntry;
  readonly host?: string;
  /** Nothing listens on TCP, as behind a policy that names UDP only. */
  readonly udpOnly?: boolean;
  /** Default: a free one, the same for UDP and TCP. */
  readonly port?: number;
};

type DnsTransport = 'udp' | 'tcp';

/** Starts a DNS server over UDP and TCP on loopback. */
export const startDnsServer = async (options: DnsOptions = {}): Promise<DnsServer> => {
  const questions: { name: string; type: string; over: DnsTransport }[] = [];
  const host = options.host ?? '127.0.0.1';
  const reply = async (message: Buffer, over: DnsTransport): Promise<{ bytes: Buffer; drip: boolean } | undefined> => {
    const question = readQuestion(message);
    questions.push({ name: question.name, type: question.type, over });
    const entry = normalizeEntry(options.names?.[question.name] ?? options.otherwise ?? 'nxdomain');
    if (entry.delay !== undefined) await sleep(entry.delay);
    const bytes = composeReply(question, entry, over);
    return bytes === undefined ? undefined : { bytes, drip: entry.fault === 'drip' };
  };
  const listener = await trackServer(
    createServer((socket) => serveTcp(socket, (message) => reply(message, 'tcp'))),
    options.port ?? 0,
    host,
  );
  const udp = await bindUdp(host, listener);
  udp.on('message', async (message, from) => {
    const answer = await reply(message, 'udp').catch(() => undefined);
    if (answer !== undefined) udp.send(answer.bytes, from.port, from.address, () => {});
  });
  if (options.udpOnly === true) await listener.stop();
  const stop = async (): Promise<void> => {
    await new Promise<void>((resolve) => udp.close(() => resolve()));
    if (options.udpOnly !== true) await listener.stop();
  };
  return { ...listener, address: `${host}:${listener.port}`, questions, stop };
};

const bindUdp = async (host: string, listener: TestListener): Promise<UdpSocket> => {
  const udp = createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      udp.once('error', reject);
      udp.bind(listener.port, host, resolve);
    });
    return udp;
  } catch (error) {
    await listener.stop();
    throw error;
  }
};

type FaultyRecords = {
  readonly fault?: DnsFault | undefined;
  readonly records: readonly DnsRecord[];
  readonly delay?: number;
};

const normalizeEntry = (entry: DnsEntry): FaultyRecords => {
  if (typeof entry === 'string') return { fault: entry, records: [] };
  return 'fault' in entry ? entry : { records: entry };
};

const composeReply = (
  question: DnsQuestion,
  { fault, records }: FaultyRecords,
  over: DnsTransport,
): Buffer | undefined => {
  if (fault === 'silent' || (fault === 'truncated-silent' && over === 'tcp')) return undefined;
  if (fault === 'garbage') return Buffer.alloc(40, 0xd7);
  if (fault === 'other-id') return writeReply({ ...question, id: question.id ^ 0xff_ff }, { answers: records });
  if (over === 'udp' && (fault === 'truncated' || fault === 'truncated-silent' || fault === 'drip'))
    return writeReply(question, { truncated: true });
  if (fault !== undefined && fault in DNS_RCODES)
    return writeReply(question, { rcode: DNS_RCODES[fault as keyof typeof DNS_RCODES] });
  return writeReply(question, { authoritative: true, answers: answersTo(question, records) });
};

/** A CNAME answers a question of any type, as a recursive server does it. */
const answersTo = (question: DnsQuestion, records: readonly DnsRecord[]): DnsRecord[] => {
  if (question.type === 'CNAME') return records.filter((record) => record.type === 'CNAME');
  return records.filter((record) => record.type === question.type || record.type === 'CNAME');
};

const serveTcp = (
  socket: Socket,
  reply: (message: Buffer) => Promise<{ bytes: Buffer; drip: boolean } | undefined>,
): void => {
  let received = Buffer.alloc(0);
  socket.on('data', async (part: Buffer) => {
    received = Buffer.concat([received, part]);
    if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
    const message = received.subarray(2, 2 + received.readUInt16BE(0));
    received = received.subarray(2 + message.length);
    const answer = await reply(message).catch(() => undefined);
    if (answer === undefined) return;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(answer.bytes.length);
    const framed = Buffer.concat([length, answer.bytes]);
    if (answer.drip) await dripInto(socket, framed);
    else socket.write(framed);
  });
};

/** Sends one byte every 50 ms. */
const dripInto = async (socket: Socket, bytes: Buffer): Promise<void> => {
  for (const byte of bytes) {
    if (socket.destroyed) return;
    socket.write(Buffer.from([byte]));
    await sleep(50);
  }
};
