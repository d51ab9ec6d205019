import { ProbeError } from '../../model/errors.ts';
import { pluralize } from '../../text/pluralize.ts';
import { decodeUrlPart, stripBrackets } from '../net/url-parts.ts';

/** A server of a list; the port is undefined where none is written. */
export interface ListedServer {
  readonly host: string;
  readonly port?: number | undefined;
}

/** A host that stands for none, or for a list of them. */
export const NO_HOST = 'none.invalid';

/** Hosts and ports as the parameters of libpq have them, with commas between. */
export interface ServerTexts {
  readonly hosts: string;
  readonly ports: string;
}

const AUTHORITY = /^([a-z][a-z0-9+]*:\/\/(?:[^/?#@]*@)?)([^/?#@]*,[^/?#@]*)/i;

/** Takes the servers out of a URL that names several, which no parser of URLs knows; the rest has one in their place. */
export const takeServerList = (url: string): { readonly list?: ServerTexts; readonly rest: string } => {
  const [, before = '', servers] = AUTHORITY.exec(url) ?? [];
  if (servers === undefined) return { rest: url };
  const parts = servers.split(',').map((server) => /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(server) ?? []);
  return {
    list: {
      hosts: parts.map(([, host = '']) => decodeUrlPart(host, 'host')).join(','),
      ports: parts.map(([, , port = '']) => port).join(','),
    },
    rest: url.replace(AUTHORITY, () => `${before}${NO_HOST}`),
  };
};

/**
 * The servers of two lists; one port is that of all hosts, as in libpq (PostgreSQL, 34.1.1.3). Throws ProbeError `config`.
 */
export const parseServers = (
  hosts: string,
  ports: string,
): { readonly servers?: readonly ListedServer[]; readonly port?: number | undefined } => {
  const portOf = ports.split(',').map(parsePort);
  if (hosts === '' || hosts === NO_HOST) return { port: portOf[0] };
  const names = hosts.split(',').map(stripBrackets);
  if (names.includes('')) throw new ProbeError('config', 'the url has an empty host in its list of hosts');
  if (portOf.length > 1 && portOf.length !== names.length)
    throw new ProbeError('config', `the url names ${pluralize(names.length, 'host')} and ${portOf.length} ports`);
  return { servers: names.map((host, index) => ({ host, port: portOf.length === 1 ? portOf[0] : portOf[index] })) };
};

const parsePort = (text: string): number | undefined => {
  if (text === '') return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535) return Number(text);
  throw new ProbeError('config', 'the port in the url is no number from 1 to 65535');
};

/** A server written as `host`, `host:port` or `/folder/of/a/socket`. Throws ProbeError `config`. */
export const parseListed = (text: string): ListedServer => {
  if (text.startsWith('/')) return { host: text };
  const [, literal, name, port = ''] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text.trim()) ?? [];
  const host = literal ?? name;
  if (host === undefined) throw new ProbeError('config', `"${text}" is no server: write host:port`);
  return { host, port: parsePort(port) };
};
