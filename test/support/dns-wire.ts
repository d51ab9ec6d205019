/** The parts of the DNS message format (RFC 1035) that a test server needs. */

export type RecordType = 'A' | 'NS' | 'CNAME' | 'SOA' | 'PTR' | 'MX' | 'TXT' | 'AAAA' | 'SRV' | 'CAA';

/** `data` as in a zone file: `10 mail.test` for MX, `0 5 5060 sip.test` for SRV, `0 issue ca.test` for CAA. */
export type DnsRecord = {
  readonly type: RecordType;
  readonly data: string;
  readonly ttl?: number;
  readonly name?: string;
};

export const DNS_RCODES = { noerror: 0, formerr: 1, servfail: 2, nxdomain: 3, notimp: 4, refused: 5 } as const;

const RECORD_TYPE_CODES: Readonly<Record<RecordType, number>> = {
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

const HEADER_BYTES = 12;

export type DnsQuestion = {
  /** Lower case, without the final dot. */
  readonly name: string;
  /** `TYPE65` (RFC 3597) for a type that is not listed above. */
  readonly type: RecordType | `TYPE${number}`;
  readonly id: number;
  /** The bytes of the question section, which the reply repeats. */
  readonly raw: Buffer;
  readonly recursionDesired: boolean;
};

/** Reads the first question of a query. Throws a RangeError when the message is too short. */
export const readQuestion = (message: Buffer): DnsQuestion => {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const code = message.readUInt16BE(at + 1);
  const type = Object.entries(RECORD_TYPE_CODES).find(([, value]) => value === code)?.[0] as RecordType | undefined;
  return {
    name: labels.join('.').toLowerCase(),
    type: type ?? `TYPE${code}`,
    id: message.readUInt16BE(0),
    raw: message.subarray(HEADER_BYTES, at + 5),
    recursionDesired: (message.readUInt8(2) & 1) === 1,
  };
};

export type DnsReply = {
  readonly rcode?: number;
  readonly truncated?: boolean;
  readonly authoritative?: boolean;
  readonly answers?: readonly DnsRecord[];
};

/** Writes the reply to a question. */
export const writeReply = (question: DnsQuestion, reply: DnsReply): Buffer => {
  const answers = reply.answers ?? [];
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(question.id, 0);
  const flag = (on: boolean | undefined, bit: number): number => (on === true ? bit : 0);
  const flags =
    0x80_80 |
    flag(reply.authoritative, 0x04_00) |
    flag(reply.truncated, 0x02_00) |
    flag(question.recursionDesired, 0x01_00);
  header.writeUInt16BE(flags | (reply.rcode ?? 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, question.raw, ...answers.map((record) => writeRecord(record, question.name))]);
};

const writeRecord = (record: DnsRecord, name: string): Buffer => {
  const data = writeData(record);
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(RECORD_TYPE_CODES[record.type], 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(record.ttl ?? 60, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([writeName(record.name ?? name), fixed, data]);
};

const writeName = (name: string): Buffer => {
  const labels = name.split('.').filter((label) => label !== '');
  return Buffer.concat([...labels.map(writeString), Buffer.from([0])]);
};

const writeString = (value: string): Buffer =>
  Buffer.concat([Buffer.from([Buffer.byteLength(value)]), Buffer.from(value)]);

const writeNumbers = (bytes: 2 | 4, values: readonly (string | undefined)[]): Buffer => {
  const buffer = Buffer.alloc(bytes * values.length);
  values.forEach((value, index) => void buffer.writeUIntBE(Number(value), index * bytes, bytes));
  return buffer;
};

const writeData = ({ type, data }: DnsRecord): Buffer => {
  const words = data.split(' ');
  const [first = '', second = ''] = words;
  if (type === 'A') return Buffer.from(first.split('.').map(Number));
  if (type === 'AAAA') return writeNumbers(2, ipv6Groups(first));
  if (type === 'TXT') return writeString(data);
  if (type === 'MX') return Buffer.concat([writeNumbers(2, [first]), writeName(second)]);
  if (type === 'SRV') return Buffer.concat([writeNumbers(2, words.slice(0, 3)), writeName(words[3] ?? '')]);
  if (type === 'SOA') return Buffer.concat([writeName(first), writeName(second), writeNumbers(4, words.slice(2, 7))]);
  if (type === 'CAA')
    return Buffer.concat([Buffer.from([Number(first)]), writeString(second), Buffer.from(words[2] ?? '')]);
  return writeName(first);
};

/** The eight groups of an IPv6 address, each as `0x` and hexadecimal digits. */
const ipv6Groups = (address: string): string[] => {
  const [head = '', tail] = address.split('::');
  const groups = (part: string | undefined): string[] => (part === undefined || part === '' ? [] : part.split(':'));
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  return [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail)].map((group) => `0x${group}`);
};
