import { ProbeError } from '../../model/errors.ts';
import type { TlsOptions } from '../net/tls-connect.ts';
import {
  configProblem,
  decodeUrlPart,
  refuseUnfinishedUrl,
  refuseUnknownParameters,
  stripBrackets,
} from '../net/url-parts.ts';

/** The parts of a URL; those that it leaves out are not there. */
export interface AmqpUrl {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly vhost?: string;
  readonly tls?: TlsOptions;
}

/** The parts of an AMQP URL (https://www.rabbitmq.com/docs/uri-spec). Throws ProbeError `config`, whose message has nothing of the URL. */
export const parseAmqpUrl = (text: string): AmqpUrl => {
  refuseUnfinishedUrl(text);
  const url = URL.parse(text.trim());
  if (url === null || !/^(?:amqps?|pyamqp):$/.test(url.protocol) || url.hostname === '')
    throw new ProbeError(
      'config',
      'the url is no AMQP URL: write amqp://HOST:5672/VHOST, or amqps:// for TLS, user and password in front of the host or apart',
    );
  if (url.hash !== '') throw new ProbeError('config', 'the url has a #, which means nothing here: write %23');
  return {
    host: stripBrackets(url.hostname),
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...textPart('user', url.username),
    ...textPart('password', url.password),
    ...vhostPart(url.pathname),
    ...tlsPart(url),
  };
};

/** Why a URL cannot be used, undefined when it can; it holds no secret. */
export const amqpUrlProblem = (url: string): string | undefined => configProblem(() => parseAmqpUrl(url));

const textPart = (name: 'user' | 'password', text: string): AmqpUrl =>
  text === '' ? {} : { [name]: decodeUrlPart(text, name) };

/** Clients take an empty path for the default virtual host, as they take none; `//` is what Celery writes for it. */
const vhostPart = (path: string): AmqpUrl => {
  const name = decodeUrlPart(path.slice(1), 'virtual host');
  if (name.length > 1 && name.includes('/') && !path.includes('%'))
    throw new ProbeError('config', 'a slash in the name of the virtual host is written %2F in the url');
  return name === '' ? {} : { vhost: name };
};

/** Parameters of TLS in the URLs of RabbitMQ's own clients. */
const TLS_PARAMETERS = ['cacertfile', 'certfile', 'keyfile', 'verify', 'server_name_indication'] as const;

/** Parameters with which clients are tuned; they say nothing of the server. */
const CLIENT_PARAMETERS = [
  ...['heartbeat', 'connection_timeout', 'channel_max', 'frame_max', 'locale', 'connection_attempts', 'retry_delay'],
  ...['socket_timeout', 'blocked_connection_timeout', 'stack_timeout', 'tcp_options', 'name', 'depth'],
  ...['heartbeat_interval', 'fail_if_no_peer_cert', 'password', 'auth_mechanism'],
] as const;

const tlsPart = (url: URL): AmqpUrl => {
  const known: readonly string[] = [...TLS_PARAMETERS, ...CLIENT_PARAMETERS];
  refuseUnknownParameters(url.searchParams, known);
  const [ca, cert, key, verify, serverName] = TLS_PARAMETERS.map((name) => url.searchParams.get(name) ?? undefined);
  if (url.protocol !== 'amqps:') {
    if ([ca, cert, key, verify, serverName].every((one) => one === undefined)) return {};
    throw new ProbeError('config', 'the url has parameters of TLS and is amqp://: write amqps://');
  }
  if (verify !== undefined && verify !== 'verify_peer' && verify !== 'verify_none')
    throw new ProbeError('config', 'verify in the url is verify_peer or verify_none');
  return { tls: { ...setOptions({ ca, cert, key, serverName }), insecure: verify === 'verify_none' } };
};

const setOptions = (options: TlsOptions): TlsOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
