import { randomUUID } from 'node:crypto';
import { ProbeError } from '../../model/errors.ts';
import { encodeInteger, encodeLong, encodeShortText, encodeTable } from './codec.ts';
import type { AmqpConnection, AmqpEvent } from './connection.ts';
import { CHANNEL } from './login.ts';

const CLASS_BASIC = 60;
const FLAG_EXCLUSIVE = 0b100;
const FLAG_AUTO_DELETE = 0b1000;
const FLAG_NO_ACK = 0b10;
const FLAG_MANDATORY = 0b1;

/**
 * Publishes a message into a queue of its own (exclusive and auto-delete: it is gone with the connection, however that ends) and
 * consumes it. Returns the milliseconds from publishing until it was confirmed and came back. Throws ProbeError, `read_only` when
 * an alarm of the server blocks who publishes.
 */
export const sendRoundTrip = async (connection: AmqpConnection): Promise<number> => {
  const queue = `kavmon-${randomUUID()}`;
  const { sendMethod, sendFrame, expect } = connection;
  const flags = encodeInteger(FLAG_EXCLUSIVE | FLAG_AUTO_DELETE, 1);
  sendMethod(CHANNEL, 'queue.declare', encodeInteger(0, 2), encodeShortText(queue), flags, encodeTable({}));
  await expect('queue.declare-ok');
  sendMethod(CHANNEL, 'confirm.select', encodeInteger(0, 1));
  await expect('confirm.select-ok');
  const consuming = [encodeShortText(queue), encodeShortText(''), encodeInteger(FLAG_NO_ACK, 1), encodeTable({})];
  sendMethod(CHANNEL, 'basic.consume', encodeInteger(0, 2), ...consuming);
  await expect('basic.consume-ok');
  const started = performance.now();
  const body = Buffer.from(queue);
  const address = [encodeInteger(0, 2), encodeShortText(''), encodeShortText(queue)];
  sendMethod(CHANNEL, 'basic.publish', ...address, encodeInteger(FLAG_MANDATORY, 1));
  const head = [encodeInteger(CLASS_BASIC, 2), encodeInteger(0, 2), encodeLong(body.length), encodeInteger(0, 2)];
  sendFrame('header', CHANNEL, Buffer.concat(head));
  sendFrame('body', CHANNEL, body);
  await awaitMessage(connection, body);
  return performance.now() - started;
};

/** Returns once the message was confirmed and has come back. */
const awaitMessage = async (connection: AmqpConnection, body: Buffer): Promise<void> => {
  let confirmed = false;
  let received: Buffer = Buffer.alloc(0);
  while (!confirmed || received.length < body.length) {
    const event = await connection.receive();
    refuseRefusal(connection.target, event);
    if (event.name === 'basic.ack') confirmed = true;
    if (event.frame.type === 'body') received = Buffer.concat([received, event.frame.payload]);
  }
  if (!received.equals(body))
    throw new ProbeError('assertion', `${connection.target}: the message came back as another one`);
};

const refuseRefusal = (target: string, { name, args }: AmqpEvent): void => {
  if (name === 'connection.blocked')
    throw new ProbeError('read_only', `${target}: the server takes no messages: ${args.shortText()}`, {
      advice: 'broker_alarm',
    });
  if (name === 'basic.nack') throw new ProbeError('status', `${target}: the server refused the message (basic.nack)`);
  if (name === 'basic.return')
    throw new ProbeError('status', `${target}: the message was returned: ${args.integer(2)} ${args.shortText()}`);
};
