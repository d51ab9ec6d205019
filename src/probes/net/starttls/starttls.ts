import type { Socket } from 'node:net';
import { requestLdapTls, requestMysqlTls, requestPostgresTls } from './binary.ts';
import { requestFtpTls, requestImapTls, requestPop3Tls, requestSmtpTls } from './mail.ts';

/** Asks the server to change to TLS in its own protocol; the next byte on the socket is TLS. Throws ProbeError. */
type TlsRequest = (socket: Socket, target: string) => Promise<void>;

export const starttlsProtocols = ['ftp', 'imap', 'ldap', 'mysql', 'pop3', 'postgres', 'smtp'] as const;
export type StarttlsProtocol = (typeof starttlsProtocols)[number];

export const starttlsRequests: Readonly<Record<StarttlsProtocol, TlsRequest>> = {
  ftp: requestFtpTls,
  imap: requestImapTls,
  ldap: requestLdapTls,
  mysql: requestMysqlTls,
  pop3: requestPop3Tls,
  postgres: requestPostgresTls,
  smtp: requestSmtpTls,
};
