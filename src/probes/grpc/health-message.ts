import { ProbeError } from '../../model/errors.ts';

/** Statuses of the health checking protocol of gRPC (grpc.health.v1), by their numbers. */
const SERVING_STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;

export type ServingStatus = (typeof SERVING_STATUSES)[number];

const FRAME_HEAD_BYTES = 5;

/** The request about a service, in the frame of gRPC: a flag, a length, and field 1 of the message. */
export const encodeHealthRequest = (service: string): Buffer => {
  const name = Buffer.from(service);
  const message = name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a]), encodeVarint(name.length), name]);
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
};

const encodeVarint = (value: number): Buffer =>
  value < 128 ? Buffer.from([value]) : Buffer.concat([Buffer.from([(value & 127) | 128]), encodeVarint(value >>> 7)]);

/** The first whole message of these bytes; undefined while it is not there. @throws {ProbeError} when it is compressed. */
export const firstMessage = (bytes: Buffer): Buffer | undefined => {
  if (bytes.length < FRAME_HEAD_BYTES) return undefined;
  const end = FRAME_HEAD_BYTES + bytes.readUInt32BE(1);
  if (bytes.length < end) return undefined;
  if (bytes[0] !== 0) throw new ProbeError('protocol', 'the message is compressed, which nobody asked for');
  return bytes.subarray(FRAME_HEAD_BYTES, end);
};

/** The status in a HealthCheckResponse: field 1, UNKNOWN where it is left out. @throws {ProbeError} when it is no such message. */
export const decodeHealthResponse = (message: Buffer): ServingStatus => {
  let status = 0;
  for (let at = 0; at < message.length; ) {
    const [key, next] = readVarint(message, at);
    const [value, end] = skipField(message, next, key & 7);
    if (key === 0x08) status = value;
    at = end;
  }
  const name = SERVING_STATUSES[status];
  if (name === undefined)
    throw new ProbeError('protocol', `the message has the status ${status}, which the protocol does not know`);
  return name;
};

/** The value of a field, where it is a number, and the place behind it. */
const skipField = (message: Buffer, at: number, wireType: number): readonly [value: number, end: number] => {
  if (wireType === 0) return readVarint(message, at);
  if (wireType === 1) return [0, at + 8];
  if (wireType === 5) return [0, at + 4];
  if (wireType !== 2) throw notHealth();
  const [length, start] = readVarint(message, at);
  return [0, start + length];
};

const readVarint = (message: Buffer, at: number): readonly [value: number, end: number] => {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    const byte = message[at + index];
    if (byte === undefined) throw notHealth();
    value += (byte & 127) * 2 ** (7 * index);
    if (byte < 128) return [value, at + index + 1];
  }
  throw notHealth();
};

const notHealth = (): ProbeError => new ProbeError('protocol', 'the message is no HealthCheckResponse');
