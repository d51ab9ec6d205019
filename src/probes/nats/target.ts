import { ProbeError } from '../../model/errors.ts';
import type { TlsServerAddress } from '../net/server-address.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import { configProblem, decodeUrlPart, refuseUnfinishedUrl, stripBrackets } from '../net/url-parts.ts';

/** A URL (`nats://`, `tls://`), its parts, or both. TLS is spoken with `tls`, and where the server wants it. */
export interface NatsAddress extends TlsServerAddress {
  readonly token?: string | undefined;
  /** Text of a file of credentials: a JWT and the seed of its key. */
  readonly credentials?: string | undefined;
  /** Seed of a key that the server knows. */
  readonly nkey?: string | undefined;
  /** Whether the handshake comes before the first words of the server. Default: false. */
  readonly handshakeFirst?: boolean | undefined;
}

export interface NatsTarget extends Omit<NatsAddress, 'url'> {
  readonly host: string;
  readonly port: number;
  /** `host:port`, for messages. */
  readonly text: string;
}

type UrlParts = Pick<NatsAddress, 'host' | 'port' | 'user' | 'password' | 'token' | 'tls'>;

const NATS_PORT = 4222;

/** The server of an address, and the credentials. Throws ProbeError `config`, whose message has nothing of the URL. */
export const parseNatsTarget = ({ url, ...address }: NatsAddress): NatsTarget => {
  const parts = url === undefined ? {} : parseNatsUrl(url);
  const given = Object.entries(address).filter(([, value]) => value !== undefined);
  const { host, port = NATS_PORT, ...rest }: NatsAddress = { ...parts, ...Object.fromEntries(given) };
  if (host === undefined) throw new ProbeError('config', 'no host: give a url or a host');
  return { ...rest, host, port, text: formatHostPort(host, port) };
};

/** The parts of a NATS URL; a user without a password is a token. Throws ProbeError `config`, whose message has nothing of the URL. */
export const parseNatsUrl = (text: string): UrlParts => {
  refuseUnfinishedUrl(text);
  const url = URL.parse(text.trim());
  if (url === null || !/^(?:nats|tls):$/.test(url.protocol) || url.hostname === '')
    throw new ProbeError(
      'config',
      'the url is no NATS URL: write nats://HOST:4222, or tls:// for TLS, user and password in front of the host or apart; WebSocket is not spoken',
    );
  if (!/^\/?$/.test(url.pathname) || url.search !== '' || url.hash !== '')
    throw new ProbeError('config', 'the url of NATS has nothing behind host and port');
  return {
    host: stripBrackets(url.hostname),
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...loginParts(decodeUrlPart(url.username, 'user'), decodeUrlPart(url.password, 'password')),
    ...(url.protocol === 'tls:' ? { tls: {} } : {}),
  };
};

/** Why a URL cannot be used, undefined when it can; it holds no secret. */
export const natsUrlProblem = (url: string): string | undefined => configProblem(() => parseNatsUrl(url));

const loginParts = (user: string, password: string): UrlParts => {
  if (user === '') return {};
  return password === '' ? { token: user } : { user, password };
};
