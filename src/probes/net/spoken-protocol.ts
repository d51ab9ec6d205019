import { ProbeError } from '../../model/errors.ts';
import { formatExcerpt } from './read-until.ts';

type Speaker = readonly [name: string, begins: (bytes: Buffer, text: string) => boolean];

/** Protocols by the first bytes that a server of them sends. */
const SPEAKERS: readonly Speaker[] = [
  // A record of TLS (RFC 8446, 5.1): alert or handshake, version 3.x.
  ['TLS', ([type, major]) => (type === 0x15 || type === 0x16) && major === 3],
  ['HTTP', (_, text) => /^(HTTP\/\d|<!doctype html|<html)/i.test(text)],
  ['HTTP/2', ([a, b, c, type]) => a === 0 && b === 0 && (c ?? 255) < 128 && type === 4],
  ['RTSP', (_, text) => /^RTSP\/\d/.test(text)],
  ['SSH', (_, text) => text.startsWith('SSH-')],
  ['a mail or FTP server', (_, text) => /^(220|421|554)[ -]/.test(text)],
  ['an IMAP server', (_, text) => /^\* (OK|PREAUTH|BYE)\b/i.test(text)],
  ['a POP3 server', (_, text) => /^\+OK .*(POP|<.+@.+>|ready)/i.test(text)],
  ['Redis', (_, text) => /^(-[A-Z]{2,20} [^\r\n]*|\+(PONG|OK))\r\n/.test(text)],
  ['MySQL', (bytes) => bytes[3] === 0 && bytes[4] === 0x0a && bytes.length >= 20],
  ['PostgreSQL', ([type, a, b]) => (type === 0x45 || type === 0x52) && a === 0 && b === 0],
  ['AMQP', (_, text) => text.startsWith('AMQP')],
  ['NATS', (_, text) => text.startsWith('INFO {')],
];

/** What a server speaks whose first bytes these are, for a sentence; undefined when it is not known. */
export const recognizeSpeaker = (bytes: Buffer): string | undefined => {
  const text = bytes.toString('latin1', 0, 512);
  return SPEAKERS.find(([, begins]) => begins(bytes, text))?.[0];
};

export interface ExpectedSpeaker {
  /** `host:port`, for the message. */
  readonly target: string;
  /** Name for the message: `PostgreSQL`. */
  readonly protocol: string;
  /** How such a server is asked with TLS, for the message: `rediss://`. */
  readonly withTls?: string | undefined;
}

/** The ProbeError for the first bytes of a server that speaks something else: what it speaks, and what it said. */
export const otherProtocolError = ({ target, protocol, withTls }: ExpectedSpeaker, bytes: Buffer): ProbeError => {
  const speaker = recognizeSpeaker(bytes);
  const what = speaker === undefined ? '' : `; ${describeSpeaker(speaker, protocol, withTls)}`;
  const claim = protocol === 'HTTP' ? 'the answer is not HTTP' : `not the answer of ${protocol}`;
  return new ProbeError('protocol', `${target}: ${claim}: ${formatExcerpt(bytes)}${what}`, {
    advice: 'other_protocol',
  });
};

/** Bytes that look like the protocol, and are not what it answers here, do not prove that it is what answers. */
const describeSpeaker = (speaker: string, protocol: string, withTls: string | undefined): string => {
  if (speaker === 'TLS') return `this port speaks TLS${askWith(withTls)}`;
  return speaker === protocol ? `check that ${protocol} answers on this port` : `${speaker} answers on this port`;
};

const askWith = (how: string | undefined): string => (how === undefined ? '' : `, ask with ${how}`);

/** The question to a server that ended the connection at the first words in the clear. */
export const describeTlsQuestion = (how: string): string => `does this port want TLS (${how})?`;
