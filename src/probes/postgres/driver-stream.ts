import type { Socket } from 'node:net';
import { ProbeError } from '../../model/errors.ts';
import { formatExcerpt } from '../net/read-until.ts';
import { passWholeMessages } from './whole-messages.ts';

/**
 * Our socket as the stream that the driver expects: its `connect` reports the connection that exists, as the driver itself would
 * resolve the name by getaddrinfo, and its `data` events have only messages that the driver can parse.
 */
export const asConnectedStream = (socket: Socket, where: string): Socket => {
  const on = socket.on.bind(socket);
  const refuse = (bytes: Buffer): void => {
    socket.destroy(new ProbeError('protocol', `${where}: not a message of PostgreSQL: ${formatExcerpt(bytes)}`));
  };
  return Object.assign(socket, {
    on: (event: string, listener: (chunk: Buffer) => void) =>
      on(event, event === 'data' ? passWholeMessages(listener, refuse) : listener),
    connect: () => {
      process.nextTick(() => {
        socket.emit('connect');
        socket.resume();
      });
      return socket;
    },
  });
};

/** Whether the first message can be of a server: authentication, error, notice or version, none of which is long. */
export const isFirstMessage = (first: Buffer): boolean =>
  'RENv'.includes(String.fromCharCode(first[0] ?? 0)) && (first.length < 5 || first.readUInt32BE(1) < 65_536);
