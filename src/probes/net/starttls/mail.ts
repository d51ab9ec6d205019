import type { Socket } from 'node:net';
import { ProbeError } from '../../../model/errors.ts';
import { formatExcerpt, readUntil } from '../read-until.ts';
import { recognizeSpeaker } from '../spoken-protocol.ts';

const REPLY_BYTES = 8192;

/** SMTP (RFC 3207): EHLO says whether there is STARTTLS. */
export const requestSmtpTls = async (socket: Socket, target: string): Promise<void> => {
  const read = (code: string) => readReply(socket, { target, whole: CODED_REPLY, good: code, who: 'a mail server' });
  await read('220');
  socket.write('EHLO kavmon.invalid\r\n');
  if (!/^250[ -]STARTTLS\r?$/im.test(await read('250'))) throw noTlsError(target, 'the mail server offers no STARTTLS');
  socket.write('STARTTLS\r\n');
  await read('220');
};

/** FTP (RFC 4217). */
export const requestFtpTls = async (socket: Socket, target: string): Promise<void> => {
  await readReply(socket, { target, whole: CODED_REPLY, good: '220', who: 'an FTP server' });
  socket.write('AUTH TLS\r\n');
  const answer = await readReply(socket, { target, whole: CODED_REPLY, good: /^[2345]\d\d/, who: 'an FTP server' });
  if (!answer.startsWith('234')) throw noTlsError(target, `the FTP server offers no AUTH TLS: ${firstLine(answer)}`);
};

/** IMAP (RFC 9051, 6.2.1). A server that counts the client as known already takes no STARTTLS. */
export const requestImapTls = async (socket: Socket, target: string): Promise<void> => {
  const read = (tag: string, good: RegExp) =>
    readReply(socket, { target, whole: new RegExp(`^${tag} [^\\n]*\\n`, 'm'), good, who: 'an IMAP server' });
  const greeting = await read('\\*', /^\* (OK|PREAUTH)\b/i);
  if (/^\* PREAUTH/i.test(greeting))
    throw noTlsError(target, 'the IMAP server offers no STARTTLS: it greets with PREAUTH');
  socket.write('k1 CAPABILITY\r\n');
  const capabilities = await read('k1', /^(\*|k1) /);
  if (!/^\* CAPABILITY\b.* STARTTLS\b/im.test(capabilities))
    throw noTlsError(target, 'the IMAP server offers no STARTTLS');
  socket.write('k2 STARTTLS\r\n');
  const answer = await read('k2', /^(\*|k2) /);
  if (!/^k2 OK\b/im.test(answer)) throw noTlsError(target, `the IMAP server refuses STARTTLS: ${firstLine(answer)}`);
};

/** POP3 (RFC 2595): old servers know no CAPA, and are asked straight away. */
export const requestPop3Tls = async (socket: Socket, target: string): Promise<void> => {
  const read = (whole: RegExp, good: RegExp) => readReply(socket, { target, whole, good, who: 'a POP3 server' });
  const line = /^[^\n]*\n/;
  await read(line, /^\+OK\b/i);
  socket.write('CAPA\r\n');
  const capabilities = await read(/^-ERR[^\n]*\n|\r?\n\.\r?\n$/i, /^(\+OK|-ERR)\b/i);
  if (/^\+OK/i.test(capabilities) && !/^STLS\r?$/im.test(capabilities))
    throw noTlsError(target, 'the POP3 server offers no STLS');
  socket.write('STLS\r\n');
  const answer = await read(line, /^(\+OK|-ERR)\b/i);
  if (!/^\+OK/i.test(answer)) throw noTlsError(target, `the POP3 server offers no STLS: ${firstLine(answer)}`);
};

/** Lines `250-...` and a last one `250 ...` (RFC 5321, 4.2; FTP has the same, RFC 959, 4.2). */
const CODED_REPLY = /(^|\n)\d{3}( [^\n]*)?\n$/;

const noTlsError = (target: string, words: string): ProbeError =>
  new ProbeError('tls_handshake', `${target}: ${words}`);

const firstLine = (text: string): string => JSON.stringify(text.split(/\r?\n/)[0]?.slice(0, 120));

interface ReplyShape {
  readonly target: string;
  /** Matches once the reply has ended. */
  readonly whole: RegExp;
  /** What it begins with; anything else is another protocol. */
  readonly good: string | RegExp;
  readonly who: string;
}

/** One reply. Throws ProbeError `protocol` when it is not what such a server sends. */
const readReply = async (socket: Socket, { target, whole, good, who }: ReplyShape): Promise<string> => {
  const received = await readUntil(socket, {
    target,
    limit: REPLY_BYTES,
    enough: (bytes) => whole.test(bytes.toString('latin1')) || isOtherReply(bytes.toString('latin1'), good),
  });
  const text = received.toString('latin1');
  if (isGood(text, good)) return text;
  const expected = typeof good === 'string' ? `${good} of ${who}` : `the answer of ${who}`;
  const speaker = recognizeSpeaker(received);
  const what =
    speaker === 'TLS'
      ? '; this port speaks TLS at once: leave starttls out'
      : speaker === undefined || speaker === who
        ? ''
        : `; ${speaker} answers on this port`;
  throw new ProbeError('protocol', `${target}: expected ${expected}, got ${formatExcerpt(received)}${what}`, {
    advice: 'other_protocol',
  });
};

/** A whole line that is of no such server: more of it is not waited for. */
const isOtherReply = (text: string, good: string | RegExp): boolean => text.includes('\n') && !isGood(text, good);

const isGood = (text: string, good: string | RegExp): boolean =>
  typeof good === 'string' ? text.startsWith(good) : good.test(text);
