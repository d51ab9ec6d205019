import { ProbeError } from '../../model/errors.ts';
import type { TlsServerAddress } from '../net/server-address.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import type { TlsOptions } from '../net/tls-connect.ts';
import { type AmqpUrl, parseAmqpUrl } from './url.ts';

/** A URL (`amqp://`, `amqps://`), its parts, or both: parts override those of the URL. */
export type AmqpAddress = TlsServerAddress;

export interface AmqpTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Whether the client certificate logs in, in place of a password. */
  readonly external: boolean;
  readonly tls?: TlsOptions | undefined;
  /** `host:port`, for messages. */
  readonly text: string;
}

const AMQP_PORT = 5672;
const AMQPS_PORT = 5671;
/** Of clients that are given none; RabbitMQ lets it in from its own host only. */
const DEFAULT_LOGIN = 'guest';

/** The server of an address, and the credentials. Throws ProbeError `config`, whose message has nothing of the URL. */
export const parseAmqpTarget = (address: AmqpAddress): AmqpTarget => {
  const parts: AmqpUrl = address.url === undefined ? {} : parseAmqpUrl(address.url);
  const tls = mergeTls(parts.tls, address.tls);
  const host = address.host ?? parts.host;
  if (host === undefined) throw new ProbeError('config', 'no host: give a url or a host');
  const port = address.port ?? parts.port ?? (tls === undefined ? AMQP_PORT : AMQPS_PORT);
  const login = parseLogin(address.user ?? parts.user, address.password ?? parts.password, tls);
  return { host, port, ...login, tls, text: formatHostPort(host, port) };
};

type AmqpLogin = Pick<AmqpTarget, 'user' | 'password' | 'external'>;

const parseLogin = (user: string | undefined, password: string | undefined, tls: TlsOptions | undefined): AmqpLogin => {
  if (user !== undefined && password === undefined)
    throw new ProbeError('config', `the user ${JSON.stringify(user)} cannot log in without a password`);
  const external = password === undefined && tls?.cert !== undefined;
  return { user: user ?? DEFAULT_LOGIN, password: password ?? DEFAULT_LOGIN, external };
};

/** The options of the URL, overridden one by one. */
const mergeTls = (ofUrl: TlsOptions | undefined, given: TlsOptions | undefined): TlsOptions | undefined => {
  if (given === undefined || ofUrl === undefined) return given ?? ofUrl;
  const set = Object.entries(given).filter(([name, value]) => value !== undefined && !(name === 'insecure' && !value));
  return { ...ofUrl, ...Object.fromEntries(set) };
};
