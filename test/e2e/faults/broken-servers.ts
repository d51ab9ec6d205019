import { startAmqpServer } from '../../support/amqp-server.ts';
import type { makeTestCertificates, PemCertificate } from '../../support/certificates.ts';
import { startDnsServer } from '../../support/dns.ts';
import { postgresRefusing, redisRefusing } from '../../support/driver-faults.ts';
import { startRefusingGrpc } from '../../support/grpc.ts';
import { halfAnswers } from '../../support/half-answers.ts';
import { startNtp } from '../../support/ntp.ts';
import { kafkaRefusing } from '../../support/scripted-kafka.ts';
import { mongodbFault, startScriptedMongodb } from '../../support/scripted-mongodb.ts';
import { mysqlDenying, mysqlGreeting } from '../../support/scripted-mysql.ts';
import { natsRefusing } from '../../support/scripted-nats.ts';
import { startStarttlsServer } from '../../support/starttls.ts';
import * as tcp from '../../support/tcp-faults.ts';
import type { TestListener } from '../../support/tcp-server.ts';
import { tlsSilent } from '../../support/tls-faults.ts';
import type { Protocol } from './asked-services.ts';

export type BrokenServer = Pick<TestListener, 'port' | 'stop'> & Partial<TestListener>;
type TcpProtocol = Exclude<Protocol, 'dns' | 'ntp'>;
type Certificates = ReturnType<typeof makeTestCertificates>;

/** How one fault is made. */
export interface Fault {
  /** Whether the check is told to speak TLS. */
  readonly tls?: true;
  /** Host in place of 127.0.0.1, for a name that does not exist. */
  readonly host?: string;
  /** Starts the server for a protocol; undefined where it does not have this fault. */
  readonly start: (protocol: Protocol, certificates: Certificates) => Promise<BrokenServer> | undefined;
}

/** A fault of TCP, which DNS by UDP and NTP cannot have. */
const overTcp =
  (start: (protocol: TcpProtocol, certificates: Certificates) => Promise<BrokenServer> | undefined): Fault['start'] =>
  (protocol, certificates) =>
    protocol === 'dns' || protocol === 'ntp' ? undefined : start(protocol, certificates);

const noServer = async (): Promise<BrokenServer> => ({ port: await tcp.refusedPort(), stop: async () => {} });

/** Protocols in which the server speaks first. */
const speaksFirst = (protocol: Protocol): boolean => protocol === 'mysql' || protocol === 'nats' || protocol === 'tcp';

const HALF: Readonly<Record<TcpProtocol, string | Uint8Array>> = {
  ...halfAnswers,
  http: halfAnswers.httpBody,
  grpc: halfAnswers.http2,
  tcp: 'hel',
};

const HTTP_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"status": "';
const LONG = [0x7f, 0xff, 0xff, 0xff];

/** The beginning of an answer that names a length of 2 GiB, or none. */
const HUGE: Readonly<Record<TcpProtocol, string | Uint8Array>> = {
  http: HTTP_HEAD,
  grpc: Buffer.from([0xff, 0xff, 0xff, 4, 0, 0, 0, 0, 0]),
  tcp: 'hell',
  tls: Buffer.from([0x16, 3, 3, 0xff, 0xff, 2]),
  // AuthenticationOk, and the head of a ParameterStatus.
  postgres: Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x53, ...LONG]),
  mysql: Buffer.from([0xff, 0xff, 0xff, 0, 10]),
  mongodb: Buffer.from([0xff, 0xff, 0xff, 0x7f, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]),
  redis: '$2147483647\r\n',
  amqp: Buffer.from([1, 0, 0, ...LONG, 0, 10, 0, 10]),
  kafka: Buffer.from([...LONG, 0, 0, 0, 1]),
  nats: 'INFO {"server_id":"',
};

const refuseHttp = (): Promise<BrokenServer> =>
  tcp.tcpHalfAnswer(
    'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="lab"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    'close',
  );

/** Servers that refuse the login, where there is one. */
const REFUSING: Readonly<Partial<Record<Protocol, () => Promise<BrokenServer>>>> = {
  http: refuseHttp,
  grpc: () => startRefusingGrpc('UNAUTHENTICATED', 'the token is not known'),
  postgres: () => postgresRefusing('password'),
  mysql: () => mysqlDenying([1045, "Access denied for user 'kavmon'"]),
  mongodb: () => startScriptedMongodb({ replies: { saslStart: mongodbFault(18, 'Authentication failed.') } }),
  redis: () => redisRefusing('wrongpass'),
  amqp: () =>
    startAmqpServer({ at: { 'connection.start-ok': { close: [403, 'ACCESS_REFUSED - Login was refused'] } } }),
  kafka: () => kafkaRefusing('Authentication failed: invalid credentials'),
  nats: natsRefusing,
  dns: () => startDnsServer({ otherwise: 'refused' }),
  ntp: () => startNtp({ stratum: 0, code: 'DENY' }),
};

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
const MYSQL_SSL = 0x800;

/** The greeting of a MySQL that offers TLS. */
const greetingWithTls = (): Buffer => {
  const payload = mysqlGreeting('8.0.36');
  const at = payload.indexOf(0) + 14;
  payload.writeUInt16LE(payload.readUInt16LE(at) | MYSQL_SSL, at);
  return Buffer.concat([Buffer.from([payload.length, 0, 0, 0]), payload]);
};

/** Completes the handshake of the protocol with this certificate, and says nothing more. */
const showing = (certificate: PemCertificate, protocol: TcpProtocol): Promise<BrokenServer> => {
  if (protocol === 'postgres')
    return startStarttlsServer(certificate, '', [{ hears: SSL_REQUEST, says: 'S', tls: true }]);
  if (protocol === 'mysql')
    return startStarttlsServer(certificate, greetingWithTls(), [
      { hears: Buffer.from([32, 0, 0, 1]), bytes: 36, says: '', tls: true },
    ]);
  return tlsSilent(certificate, protocol === 'grpc' ? { ALPNProtocols: ['h2'] } : {});
};

const showingBad = (name: 'untrusted' | 'expired' | 'wrongName'): Fault => ({
  tls: true,
  start: overTcp((protocol, certificates) => showing(certificates[name], protocol)),
});

const dnsAnd = (dns: 'silent' | 'garbage', ntp: Parameters<typeof startNtp>[0]) => ({
  dns: () => startDnsServer({ otherwise: dns }),
  ntp: () => startNtp(ntp),
});

const overBoth =
  (udp: ReturnType<typeof dnsAnd>, start: (protocol: TcpProtocol) => Promise<BrokenServer>): Fault['start'] =>
  (protocol) =>
    protocol === 'dns' || protocol === 'ntp' ? udp[protocol]() : start(protocol);

/** The faults, by their names. */
export const FAULTS = {
  refused: { start: noServer },
  'missing-name': { host: 'nowhere.invalid', start: noServer },
  silent: { start: overBoth(dnsAnd('silent', { ignored: 1000 }), tcp.tcpSilent) },
  closing: { start: overTcp(tcp.tcpClosing) },
  resetting: { start: overTcp(tcp.tcpResetting) },
  'closing-at-request': { start: overTcp(() => tcp.endingAfterRequest('close')) },
  'half-and-hanging': {
    start: overTcp((protocol) => tcp.tcpHalfAnswer(HALF[protocol], 'hang', speaksFirst(protocol))),
  },
  'half-and-closing': {
    start: overTcp((protocol) => tcp.tcpHalfAnswer(HALF[protocol], 'close', speaksFirst(protocol))),
  },
  'byte-a-second': { start: overTcp((protocol) => tcp.tcpTrickling(HALF[protocol], speaksFirst(protocol))) },
  garbage: { start: overBoth(dnsAnd('garbage', { raw: 'no time' }), () => tcp.tcpGarbage()) },
  'web-server': { start: overTcp(tcp.webSpeaker) },
  'ssh-server': { start: overTcp(tcp.sshGreeter) },
  'mail-server': { start: overTcp(tcp.mailGreeter) },
  'wants-tls': { start: overTcp((_, { leaf }) => tlsSilent(leaf)) },
  'endless-bytes': { start: overTcp((protocol) => tcp.tcpEndless('', undefined, speaksFirst(protocol))) },
  'endless-answer': { start: overTcp((protocol) => tcp.tcpEndless(HUGE[protocol], undefined, speaksFirst(protocol))) },
  'refused-login': { start: (protocol) => REFUSING[protocol]?.() },
  'web-server-asked-tls': { tls: true, start: overTcp(tcp.webSpeaker) },
  'ssh-server-asked-tls': { tls: true, start: overTcp(tcp.sshGreeter) },
  'silent-asked-tls': { tls: true, start: overTcp(tcp.tcpSilent) },
  'silent-behind-tls': { tls: true, start: overTcp((protocol, { leaf }) => showing(leaf, protocol)) },
  'tls-untrusted': showingBad('untrusted'),
  'tls-expired': showingBad('expired'),
  'tls-wrong-name': showingBad('wrongName'),
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof FAULTS;
