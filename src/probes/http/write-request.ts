import { ProbeError } from '../../model/errors.ts';
import type { HttpConnection } from './connection.ts';
import type { HttpRequest } from './request.ts';

/** Writes the request to its connection, in HTTP/1.1. @throws {ProbeError} `config` when a header of it cannot be sent. */
export const writeRequest = (outgoing: HttpRequest, { socket, absolute, headers: own }: HttpConnection): void => {
  const { url, method, body } = outgoing;
  const target = absolute ? `${url.protocol}//${url.host}${url.pathname}${url.search}` : `${url.pathname}${url.search}`;
  const { 'transfer-encoding': _, ...given } = outgoing.headers;
  const headers = { host: url.host, ...own, ...given, connection: 'close', ...lengthHeader(outgoing) };
  const lines = Object.entries(headers).map(([name, value]) => headerLine(name, value));
  const head = `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`;
  if (body === undefined) socket.write(head, 'latin1');
  else socket.write(Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]));
};

/** Methods that have a body as a rule: one without says so (RFC 9110, 8.6). */
const METHODS_WITH_BODY: readonly string[] = ['POST', 'PUT', 'PATCH'];

/** The length of the body, which is sent as a whole whatever the configuration says of it. */
const lengthHeader = ({ method, body }: HttpRequest): Readonly<Record<string, string>> => {
  if (body === undefined) return METHODS_WITH_BODY.includes(method) ? { 'content-length': '0' } : {};
  return { 'content-length': `${Buffer.byteLength(body)}` };
};

/** A token (RFC 9110, 5.6.2). */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** What no header can carry: control characters, and what Latin-1 has no byte for. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;

const headerLine = (name: string, value: string): string => {
  if (!HEADER_NAME.test(name))
    throw new ProbeError('config', `the request cannot be sent: ${JSON.stringify(name)} is no name of a header`);
  if (UNSENDABLE.test(value))
    throw new ProbeError(
      'config',
      `the request cannot be sent: the header ${name} has a character that none can carry`,
    );
  return `${name}: ${value}\r\n`;
};
