import { randomBytes } from 'node:crypto';
import { ProbeError } from '../../model/errors.ts';

/** Of a packet without extensions (RFC 5905, 7.3). */
const PACKET_BYTES = 48;

/** Seconds from 1900, the era of NTP, to 1970. */
const SECONDS_TO_1970 = 2_208_988_800;

const CLIENT_MODE = 3;
const SERVER_MODE = 4;
const VERSION = 4;
const UNSYNCHRONIZED = 3;
const MAX_STRATUM = 15;

/** What is sent: its transmit timestamp is random and comes back with the answer (RFC 9769). */
export interface NtpRequest {
  readonly packet: Buffer;
  readonly cookie: Buffer;
}

/** What a server's packet says, times in milliseconds since 1970. */
export interface NtpReply {
  /** 1: it has a clock of its own; up to 15. */
  readonly stratum: number;
  readonly receivedAt: number;
  readonly sentAt: number;
}

/** A request of a client; it does not tell the server this machine's time. */
export const createNtpRequest = (): NtpRequest => {
  const packet = Buffer.alloc(PACKET_BYTES);
  const cookie = randomBytes(8);
  packet[0] = (VERSION << 3) | CLIENT_MODE;
  cookie.copy(packet, 40);
  return { packet, cookie };
};

/** Whether a packet is the answer to this request: anybody can send one. */
export const answersRequest = (packet: Buffer, { cookie }: NtpRequest): boolean =>
  packet.length >= PACKET_BYTES && packet.subarray(24, 32).equals(cookie);

/**
 * The times of an answer.
 * @throws {ProbeError} when the server does not know the time, or refuses to tell it.
 */
export const readNtpReply = (packet: Buffer, target: string): NtpReply => {
  const [first = 0, stratum = 0] = packet;
  if ((first & 0b111) !== SERVER_MODE)
    throw new ProbeError('protocol', `${target}: the answer is of mode ${first & 0b111}, a server's is ${SERVER_MODE}`);
  if (stratum === 0)
    throw new ProbeError('permission', `${target}: the server refuses: ${refusalText(packet.subarray(12, 16))}`);
  if (first >> 6 === UNSYNCHRONIZED || stratum > MAX_STRATUM)
    throw new ProbeError('assertion', `${target}: the server does not know the time itself (stratum ${stratum})`);
  const [receivedAt, sentAt] = [readTimestamp(packet, 32), readTimestamp(packet, 40)];
  if (receivedAt === undefined || sentAt === undefined)
    throw new ProbeError('missing_value', `${target}: the answer has no time in it`);
  return { stratum, receivedAt, sentAt };
};

/** Kiss codes (RFC 5905, 7.4). */
const KISS_CODES: Readonly<Record<string, string>> = {
  DENY: 'it answers nobody here (DENY)',
  RSTR: 'it answers nobody here (RSTR)',
  RATE: 'it was asked too often (RATE)',
};

const refusalText = (code: Buffer): string => {
  const text = code.toString('latin1').replace(/[^A-Z0-9]/g, '');
  return KISS_CODES[text] ?? (text || 'it gives no reason');
};

/** Zero is no time. The era that began in 2036 has small numbers: they are taken for it. */
const readTimestamp = (packet: Buffer, at: number): number | undefined => {
  const seconds = packet.readUInt32BE(at);
  const fraction = packet.readUInt32BE(at + 4);
  if (seconds === 0 && fraction === 0) return undefined;
  const since1900 = seconds < SECONDS_TO_1970 / 2 ? seconds + 2 ** 32 : seconds;
  return (since1900 - SECONDS_TO_1970) * 1000 + (fraction / 2 ** 32) * 1000;
};
