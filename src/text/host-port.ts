import { isIP } from 'node:net';

/** `host` or `host:port`, an IPv6 address with a port in brackets, in its parts. Without a port there is none. */
export const splitHostAndPort = (text: string): { readonly host: string; readonly port: number | undefined } => {
  if (isIP(text) === 6) return { host: text, port: undefined };
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(text) ?? [];
  return { host: bracketed ?? plain ?? text, port: port === undefined ? undefined : Number(port) };
};
