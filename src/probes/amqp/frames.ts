import { ProbeError } from '../../model/errors.ts';
import type { TakenMessage } from '../net/message-source.ts';
import { encodeInteger } from './codec.ts';

/** A frame of AMQP 0-9-1 (specification, 4.2). */
export interface AmqpFrame {
  readonly type: 'method' | 'header' | 'body' | 'heartbeat';
  readonly channel: number;
  readonly payload: Buffer;
}

const FRAME_TYPES: Readonly<Record<number, AmqpFrame['type']>> = {
  1: 'method',
  2: 'header',
  3: 'body',
  8: 'heartbeat',
};
const TYPE_NUMBERS = { method: 1, header: 2, body: 3, heartbeat: 8 } as const;
const FRAME_END = 0xce;

/** Type, channel and size in front of a payload, and one byte behind it. */
const HEAD_BYTES = 7;

/** The largest frame that is taken, and asked for: RabbitMQ's own default. */
export const MAX_FRAME_BYTES = 131_072;

export const encodeFrame = (type: AmqpFrame['type'], channel: number, payload: Buffer): Buffer =>
  Buffer.concat([
    encodeInteger(TYPE_NUMBERS[type], 1),
    encodeInteger(channel, 2),
    encodeInteger(payload.length, 4),
    payload,
    encodeInteger(FRAME_END, 1),
  ]);

/** The first frame of the bytes; undefined while it is not whole. Throws ProbeError `protocol`. */
export const takeFrame = (bytes: Buffer, target: string): TakenMessage<AmqpFrame> | undefined => {
  if (bytes.length < HEAD_BYTES) return undefined;
  const type = FRAME_TYPES[bytes.readUInt8(0)];
  const size = bytes.readUInt32BE(3);
  const end = HEAD_BYTES + size;
  if (type === undefined || size > MAX_FRAME_BYTES) throw brokenFrame(target);
  if (bytes.length <= end) return undefined;
  if (bytes[end] !== FRAME_END) throw brokenFrame(target);
  return {
    message: { type, channel: bytes.readUInt16BE(1), payload: bytes.subarray(HEAD_BYTES, end) },
    rest: bytes.subarray(end + 1),
  };
};

const brokenFrame = (target: string): ProbeError =>
  new ProbeError('protocol', `${target}: the answer is no frame of AMQP 0-9-1`, { advice: 'other_protocol' });
