import type { Socket } from 'node:net';
import { ProbeError, rewordError } from '../../../model/errors.ts';
import { numberError } from '../../mysql/mysql-error.ts';
import { isPartOfError, MAX_ERROR_BYTES, readErrorResponse } from '../../postgres/error-response.ts';
import { reportedError } from '../../postgres/postgres-error.ts';
import { readUntil } from '../read-until.ts';
import { otherProtocolError } from '../spoken-protocol.ts';

/** SSLRequest (PostgreSQL, message formats): its length, then 1234 and 5679. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

const ANSWER_BYTES = 1024;

export const requestPostgresTls = async (socket: Socket, target: string): Promise<void> => {
  socket.write(SSL_REQUEST);
  const answer = await readUntil(socket, {
    target,
    limit: MAX_ERROR_BYTES,
    enough: (received) => !isPartOfError(received),
  });
  const text = answer.toString('latin1');
  if (text === 'S') return;
  if (text === 'N') throw new ProbeError('tls_handshake', `${target}: the PostgreSQL server offers no TLS`);
  const error = readErrorResponse(answer);
  if (error === undefined) throw otherProtocolError({ target, protocol: 'PostgreSQL' }, answer);
  const reported = reportedError(error, target);
  // Whoever stands between could have said it (CVE-2024-10977).
  throw rewordError(reported, `${reported.message}; said before TLS, so not verified`);
};

/** LDAPMessage 1 with the ExtendedRequest 1.3.6.1.4.1.1466.20037 (RFC 4511, 4.14). */
const LDAP_START_TLS = Buffer.concat([
  Buffer.from([0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16]),
  Buffer.from('1.3.6.1.4.1.1466.20037'),
]);

export const requestLdapTls = async (socket: Socket, target: string): Promise<void> => {
  socket.write(LDAP_START_TLS);
  const answer = await readUntil(socket, {
    target,
    limit: ANSWER_BYTES,
    enough: (received) => received[0] !== 0x30 || berContent(received) !== undefined,
  });
  const code = ldapResultCode(answer);
  if (code === undefined) throw otherProtocolError({ target, protocol: 'LDAP' }, answer);
  if (code !== 0)
    throw new ProbeError('tls_handshake', `${target}: the LDAP server offers no StartTLS (result ${code})`);
};

/** The content of a BER element, undefined while it is not whole. */
const berContent = (bytes: Buffer): Buffer | undefined => {
  const short = bytes[1];
  if (short === undefined) return undefined;
  const lengthBytes = short < 0x80 ? 0 : short & 0x7f;
  if (lengthBytes > 4 || bytes.length < 2 + lengthBytes) return undefined;
  const length = lengthBytes === 0 ? short : bytes.readUIntBE(2, lengthBytes);
  const start = 2 + lengthBytes;
  return bytes.length < start + length ? undefined : bytes.subarray(start, start + length);
};

const INTEGER_TAG = 0x02;
const EXTENDED_RESPONSE_TAG = 0x78;
const ENUMERATED_TAG = 0x0a;

/** The result of an ExtendedResponse; undefined when the bytes are none. */
const ldapResultCode = (bytes: Buffer): number | undefined => {
  const message = bytes[0] === 0x30 ? berContent(bytes) : undefined;
  const id = message?.[0] === INTEGER_TAG ? berContent(message) : undefined;
  const response = id === undefined ? undefined : message?.subarray(2 + id.length);
  const result = response?.[0] === EXTENDED_RESPONSE_TAG ? berContent(response) : undefined;
  return result?.[0] === ENUMERATED_TAG ? berContent(result)?.[0] : undefined;
};

const CLIENT_PROTOCOL_41 = 0x0200;
const CLIENT_SSL = 0x0800;
const CLIENT_SECURE_CONNECTION = 0x8000;
const UTF8MB4 = 45;

export const requestMysqlTls = async (socket: Socket, target: string): Promise<void> => {
  const greeting = await readUntil(socket, {
    target,
    limit: ANSWER_BYTES,
    enough: (received) =>
      received.length >= 5 && (!isMysqlPacket(received) || received.length >= 4 + received.readUIntLE(0, 3)),
  });
  const payload = greeting.subarray(4, 4 + greeting.readUIntLE(0, 3));
  if (!isMysqlPacket(greeting)) throw otherProtocolError({ target, protocol: 'MySQL' }, greeting);
  if (payload[0] === 0xff && payload.length >= 3) throw mysqlRefusal(payload, target);
  // Behind the text of the version: 4 bytes of the thread, 9 of the salt, then what the server can.
  const capabilities = payload.indexOf(0, 1) + 14;
  if (payload.length < capabilities + 2) throw otherProtocolError({ target, protocol: 'MySQL' }, greeting);
  if ((payload.readUInt16LE(capabilities) & CLIENT_SSL) === 0)
    throw new ProbeError('tls_handshake', `${target}: the MySQL server offers no TLS`);
  socket.write(mysqlSslRequest());
};

/** The first packet of a server: number 0, with the version 10 of the protocol, or an error. */
const isMysqlPacket = (bytes: Buffer): boolean => bytes[3] === 0 && (bytes[4] === 0x0a || bytes[4] === 0xff);

/** ERR: its number, then the text, which some servers begin with `#` and a state of five characters. */
const mysqlRefusal = (payload: Buffer, target: string): ProbeError => {
  const text = payload.toString('utf8', 3).replace(/^#\w{5}/, '');
  return numberError(text, payload.readUInt16LE(1), target, 'auth');
};

/** SSLRequest: packet 1 of 32 bytes. */
const mysqlSslRequest = (): Buffer => {
  const packet = Buffer.alloc(36);
  packet.writeUIntLE(32, 0, 3);
  packet[3] = 1;
  packet.writeUInt32LE(CLIENT_PROTOCOL_41 | CLIENT_SSL | CLIENT_SECURE_CONNECTION, 4);
  packet.writeUInt32LE(0xff_ff_ff, 8);
  packet[12] = UTF8MB4;
  return packet;
};
