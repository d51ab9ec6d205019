import { encodeInteger } from './codec.ts';

/** Class and id of the methods that are sent or understood (AMQP 0-9-1, and RabbitMQ's extensions of it). */
const METHODS = {
  'connection.start': [10, 10],
  'connection.start-ok': [10, 11],
  'connection.secure': [10, 20],
  'connection.tune': [10, 30],
  'connection.tune-ok': [10, 31],
  'connection.open': [10, 40],
  'connection.open-ok': [10, 41],
  'connection.close': [10, 50],
  'connection.close-ok': [10, 51],
  'connection.blocked': [10, 60],
  'connection.unblocked': [10, 61],
  'channel.open': [20, 10],
  'channel.open-ok': [20, 11],
  'channel.close': [20, 40],
  'queue.declare': [50, 10],
  'queue.declare-ok': [50, 11],
  'basic.consume': [60, 20],
  'basic.consume-ok': [60, 21],
  'basic.publish': [60, 40],
  'basic.return': [60, 50],
  'basic.deliver': [60, 60],
  'basic.ack': [60, 80],
  'basic.nack': [60, 120],
  'confirm.select': [85, 10],
  'confirm.select-ok': [85, 11],
} as const;

export type MethodName = keyof typeof METHODS;

/** A method with its arguments, as a payload. */
export const encodeMethod = (name: MethodName, args: readonly Buffer[]): Buffer => {
  const [classId, methodId] = METHODS[name];
  return Buffer.concat([encodeInteger(classId, 2), encodeInteger(methodId, 2), ...args]);
};

const namesById = new Map(
  (Object.keys(METHODS) as MethodName[]).map((name) => [METHODS[name].join('.'), name] as const),
);

/** The name of the method in a payload, undefined when it is none that is known; its arguments begin after four bytes. */
export const methodName = (payload: Buffer): MethodName | undefined =>
  payload.length < ARGUMENTS_AT ? undefined : namesById.get(`${payload.readUInt16BE(0)}.${payload.readUInt16BE(2)}`);

/** Where the arguments of a method begin in its payload. */
export const ARGUMENTS_AT = 4;
