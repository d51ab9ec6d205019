import { ProbeError } from '../../model/errors.ts';
import {
  type AmqpTable,
  type AmqpValue,
  type ArgumentReader,
  encodeInteger,
  encodeLongText,
  encodeShortText,
  encodeTable,
} from './codec.ts';
import type { AmqpConnection } from './connection.ts';
import { MAX_FRAME_BYTES } from './frames.ts';
import type { AmqpTarget } from './target.ts';

/** What a server says of itself. */
export interface AmqpServer {
  readonly product: string | null;
  readonly version: string | null;
  readonly cluster: string | null;
}

const CLIENT_PROPERTIES = {
  product: 'kavmon',
  connection_name: 'kavmon',
  // Without the second one RabbitMQ closes the socket in place of saying that it refuses the credentials.
  capabilities: { 'connection.blocked': true, authentication_failure_close: true, publisher_confirms: true },
} as const;

/** Logs in; the virtual host is opened after that. Throws ProbeError. */
export const logIn = async (connection: AmqpConnection, target: AmqpTarget): Promise<AmqpServer> => {
  const start = await connection.expect('connection.start');
  const version = [start.integer(1), start.integer(1)];
  const properties = start.table();
  if (version.join('.') !== '0.9')
    throw new ProbeError('protocol', `${connection.target}: speaks AMQP ${version.join('.')}, not 0-9-1`);
  const mechanism = target.external ? 'EXTERNAL' : 'PLAIN';
  const offered = start.longText().split(' ');
  if (!offered.includes(mechanism))
    throw new ProbeError('auth', `${connection.target}: ${mechanism} is not offered, only ${offered.join(', ')}`, {
      advice: 'login_mechanism',
    });
  connection.sendMethod(
    0,
    'connection.start-ok',
    encodeTable(CLIENT_PROPERTIES),
    encodeShortText(mechanism),
    encodeLongText(target.external ? '' : `\0${target.user}\0${target.password}`),
    encodeShortText('en_US'),
  );
  tuneConnection(connection, await connection.expect('connection.tune'));
  return { product: textOrNull(properties.product), ...describeServer(properties) };
};

const describeServer = (properties: AmqpTable): Pick<AmqpServer, 'version' | 'cluster'> => ({
  version: textOrNull(properties.version),
  cluster: textOrNull(properties.cluster_name),
});

const textOrNull = (value: AmqpValue | undefined): string | null => (typeof value === 'string' ? value : null);

/** Asks for one channel or two, and no heartbeats: the connection lives for less than one. */
const tuneConnection = (connection: AmqpConnection, tune: ArgumentReader): void => {
  const channels = tune.integer(2);
  const frameBytes = tune.integer(4);
  connection.sendMethod(
    0,
    'connection.tune-ok',
    encodeInteger(channels, 2),
    encodeInteger(frameBytes === 0 ? MAX_FRAME_BYTES : Math.min(frameBytes, MAX_FRAME_BYTES), 4),
    encodeInteger(0, 2),
  );
};

/** The channel that is opened in a virtual host. */
export const CHANNEL = 1;

/** Opens the virtual host and a channel in it. Throws ProbeError. */
export const openVhost = async (connection: AmqpConnection, vhost: string): Promise<void> => {
  connection.sendMethod(0, 'connection.open', encodeShortText(vhost), encodeShortText(''), encodeInteger(0, 1));
  await connection.expect('connection.open-ok');
  connection.sendMethod(CHANNEL, 'channel.open', encodeShortText(''));
  await connection.expect('channel.open-ok');
};
