import { ProbeError } from '../../model/errors.ts';
import type { TakenMessage } from '../net/message-source.ts';

/** A line of the protocol, with the payload that it announces. https://docs.nats.io/reference/reference-protocols/nats-protocol */
export interface NatsMessage {
  /** `INFO`, `PING`, `PONG`, `+OK`, `-ERR`, `MSG` or `HMSG`, in upper case. */
  readonly verb: string;
  /** What stands behind it on its line. */
  readonly rest: string;
  /** Headers of an HMSG, as they are sent. */
  readonly headers: string;
  readonly payload: string;
}

const LINE_END = '\r\n';

/** INFO of a cluster with hundreds of members; any other line is far shorter. */
const MAX_LINE_BYTES = 256 * 1024;

/** Payloads that are taken: an answer of JetStream about 256 streams or consumers. */
const MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;

/** The first message of the bytes; undefined while it is not whole. Throws ProbeError `protocol`. */
export const takeMessage = (bytes: Buffer, target: string): TakenMessage<NatsMessage> | undefined => {
  const lineEnd = bytes.indexOf(LINE_END);
  if (lineEnd < 0 && bytes.length > MAX_LINE_BYTES) throw notNats(target, 'a line has no end');
  if (lineEnd < 0) return undefined;
  const [, verb = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(bytes.toString('utf8', 0, lineEnd)) ?? [];
  const begin = lineEnd + LINE_END.length;
  const { headerBytes, payloadBytes } = announcedSizes(verb.toUpperCase(), rest, target);
  const end = begin + payloadBytes;
  if (payloadBytes > 0 || isMessage(verb)) {
    if (bytes.length < end + LINE_END.length) return undefined;
    const headers = bytes.toString('utf8', begin, begin + headerBytes);
    const payload = bytes.toString('utf8', begin + headerBytes, end);
    return {
      message: { verb: verb.toUpperCase(), rest, headers, payload },
      rest: bytes.subarray(end + LINE_END.length),
    };
  }
  return { message: { verb: verb.toUpperCase(), rest, headers: '', payload: '' }, rest: bytes.subarray(begin) };
};

const isMessage = (verb: string): boolean => /^H?MSG$/i.test(verb);

/** `MSG SUBJECT SID [REPLY] BYTES`, `HMSG SUBJECT SID [REPLY] HEADER_BYTES BYTES`, the last one with both. */
const announcedSizes = (
  verb: string,
  rest: string,
  target: string,
): { readonly headerBytes: number; readonly payloadBytes: number } => {
  if (!isMessage(verb)) return { headerBytes: 0, payloadBytes: 0 };
  const words = rest.trim().split(/\s+/);
  const payloadBytes = Number(words.at(-1));
  const headerBytes = verb === 'HMSG' ? Number(words.at(-2)) : 0;
  const isSize = (size: number, max: number): boolean => Number.isInteger(size) && size >= 0 && size <= max;
  if (!isSize(payloadBytes, MAX_PAYLOAD_BYTES) || !isSize(headerBytes, payloadBytes))
    throw notNats(target, 'a message has no size');
  return { headerBytes, payloadBytes };
};

const notNats = (target: string, what: string): ProbeError =>
  new ProbeError('protocol', `${target}: not an answer of NATS: ${what}`, { advice: 'other_protocol' });
