import type { Socket } from 'node:net';
import { ProbeError } from '../../model/errors.ts';
import { formatExcerpt, readUntil } from './read-until.ts';

export const starttlsProtocols = ['postgres', 'smtp'] as const;
export type StarttlsProtocol = (typeof starttlsProtocols)[number];

/** Asks the server to change to TLS in its own protocol; the next byte on the socket is TLS. Throws ProbeError. */
export const requestStarttls = (socket: Socket, protocol: StarttlsProtocol, target: string): Promise<void> =>
  protocol === 'postgres' ? requestPostgresTls(socket, target) : requestSmtpTls(socket, target);

/** SSLRequest (PostgreSQL, message formats): its length, then 1234 and 5679. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

const POSTGRES_ANSWER_BYTES = 1024;

const requestPostgresTls = async (socket: Socket, target: string): Promise<void> => {
  socket.write(SSL_REQUEST);
  const answer = await readUntil(socket, {
    target,
    limit: POSTGRES_ANSWER_BYTES,
    enough: (received) => received.length > 0,
  });
  const text = answer.toString('latin1');
  if (text === 'S') return;
  if (text === 'N') throw new ProbeError('tls_handshake', `${target}: the PostgreSQL server offers no TLS`);
  throw new ProbeError('protocol', `${target}: not the answer of PostgreSQL: ${formatExcerpt(answer)}`);
};

const requestSmtpTls = async (socket: Socket, target: string): Promise<void> => {
  await readSmtpReply(socket, '220', target);
  socket.write('EHLO kavmon.invalid\r\n');
  const features = await readSmtpReply(socket, '250', target);
  if (!/^250[ -]STARTTLS\r?$/im.test(features))
    throw new ProbeError('tls_handshake', `${target}: the mail server offers no STARTTLS`);
  socket.write('STARTTLS\r\n');
  await readSmtpReply(socket, '220', target);
};

const SMTP_REPLY_BYTES = 8192;

/** One reply (RFC 5321, 4.2): lines `250-...` and a last one `250 ...`. Throws ProbeError when it has another code. */
const readSmtpReply = async (socket: Socket, code: string, target: string): Promise<string> => {
  const received = await readUntil(socket, {
    target,
    limit: SMTP_REPLY_BYTES,
    enough: (bytes) => /(^|\n)\d{3}( [^\n]*)?\n$/.test(bytes.toString('latin1')),
  });
  const text = received.toString('latin1');
  if (text.startsWith(code)) return text;
  throw new ProbeError('protocol', `${target}: expected ${code} of a mail server, got ${formatExcerpt(received)}`);
};
