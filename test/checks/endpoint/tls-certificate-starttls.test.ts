import { describe, expect, it } from 'vitest';
import mysqlConnection from '../../../checks/database/mysql-connection.ts';
import tlsCertificate from '../../../checks/endpoint/tls-certificate.ts';
import { starttlsProtocols } from '../../../src/probes/net/starttls/starttls.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import { askServer } from '../../support/probe-server.ts';
import { mysqlRefusing } from '../../support/scripted-mysql.ts';
import { type SpokenTurn, startStarttlsServer } from '../../support/starttls.ts';
import * as faults from '../../support/tcp-faults.ts';
import type { TestListener } from '../../support/tcp-server.ts';
import { tlsSilent } from '../../support/tls-faults.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const starttlsCertificates = makeTestCertificates();

const judgeStarttls = (listener: Promise<TestListener>, starttls: string) =>
  askServer(listener, ({ port }) =>
    judgeCheck(
      tlsCertificate,
      { host: 'localhost', port, ca: starttlsCertificates.ca.cert, starttls },
      { timeoutMs: 800 },
    ),
  );

const ldapRequest = Buffer.from('301d02010177188016312e332e362e312e342e312e313436362e3230303337', 'hex');
const ldapAnswer = (code: number) => Buffer.from([0x30, 12, 2, 1, 1, 0x78, 7, 10, 1, code, 4, 0, 4, 0]);
/** With lengths in the long form, as Active Directory writes them. */
const longLdapAnswer = Buffer.from('308400000010020101788400000007' + '0a010004000400', 'hex');
const mysqlGreeting = (capabilities: number): Buffer => {
  const rest = Buffer.alloc(15 + 2 + 20);
  rest.writeUInt16LE(capabilities, 13);
  const payload = Buffer.concat([Buffer.from([10]), Buffer.from('8.4.0\0'), rest.subarray(0, 30)]);
  return Buffer.concat([Buffer.from([payload.length, 0, 0, 0]), payload]);
};
const mysqlRequest = Buffer.concat([
  Buffer.from([32, 0, 0, 1, 0x00, 0x8a, 0, 0, 0xff, 0xff, 0xff, 0, 45]),
  Buffer.alloc(23),
]);

interface Spoken {
  readonly greeting: string | Buffer;
  readonly turns: readonly SpokenTurn[];
}

const imapCapability = (list: string): SpokenTurn => ({
  hears: 'k1 CAPABILITY\r\n',
  says: `* CAPABILITY ${list}\r\nk1 OK done\r\n`,
});

const good: Readonly<Record<string, Spoken>> = {
  imap: {
    greeting: '* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n',
    turns: [
      imapCapability('IMAP4rev1 STARTTLS LOGINDISABLED'),
      { hears: 'k2 STARTTLS\r\n', says: 'k2 OK Begin TLS negotiation now.\r\n', tls: true },
    ],
  },
  pop3: {
    greeting: '+OK ready <1.2@mail>\r\n',
    turns: [
      { hears: 'CAPA\r\n', says: '+OK\r\nUIDL\r\nSTLS\r\n.\r\n' },
      { hears: 'STLS\r\n', says: '+OK Begin TLS\r\n', tls: true },
    ],
  },
  ftp: {
    greeting: '220-Welcome\r\n220 ready\r\n',
    turns: [{ hears: 'AUTH TLS\r\n', says: '234 Proceed with negotiation.\r\n', tls: true }],
  },
  ldap: { greeting: '', turns: [{ hears: ldapRequest, says: ldapAnswer(0), tls: true }] },
  mysql: { greeting: mysqlGreeting(0xff_ff), turns: [{ hears: mysqlRequest, says: '', tls: true }] },
};

describe.each(Object.entries(good))('STARTTLS in %s', (protocol, { greeting, turns }) => {
  it('judges the certificate behind it', async () => {
    const listen = (name: 'leaf' | 'expired') => startStarttlsServer(starttlsCertificates[name], greeting, turns);
    expect(formatVerdict(await judgeStarttls(listen('leaf'), protocol))).toMatch(/^ok/);
    expect(await judgeStarttls(listen('expired'), protocol)).toMatchObject({ status: 'failed', reason: 'tls_expired' });
  });
});

it('older servers are understood, too', async () => {
  const { leaf } = starttlsCertificates;
  const pop3 = [
    { hears: 'CAPA\r\n', says: '-ERR unknown command\r\n' },
    { hears: 'STLS\r\n', says: '+OK Begin TLS\r\n', tls: true },
  ];
  expect(await judgeStarttls(startStarttlsServer(leaf, '+OK\r\n', pop3), 'pop3')).toMatchObject({ status: 'ok' });
  const ldap = [{ hears: ldapRequest, says: longLdapAnswer, tls: true }];
  expect(await judgeStarttls(startStarttlsServer(leaf, '', ldap), 'ldap')).toMatchObject({ status: 'ok' });
});

it.each([
  ['imap', '* OK ready\r\n', [imapCapability('IMAP4rev1')], 'offers no STARTTLS'],
  ['imap', '* PREAUTH ready\r\n', [], 'offers no STARTTLS: it greets with PREAUTH'],
  [
    'imap',
    '* OK ready\r\n',
    [imapCapability('STARTTLS'), { hears: 'k2 STARTTLS\r\n', says: 'k2 NO not now\r\n' }],
    'refuses STARTTLS: "k2 NO not now"',
  ],
  ['pop3', '+OK\r\n', [{ hears: 'CAPA\r\n', says: '+OK\r\nUIDL\r\n.\r\n' }], 'offers no STLS'],
  [
    'pop3',
    '+OK\r\n',
    [
      { hears: 'CAPA\r\n', says: '-ERR what\r\n' },
      { hears: 'STLS\r\n', says: '-ERR what\r\n' },
    ],
    'offers no STLS: "-ERR what"',
  ],
  ['ftp', '220 ok\r\n', [{ hears: 'AUTH TLS\r\n', says: '530 Please login.\r\n' }], 'offers no AUTH TLS: "530 Please'],
  ['ldap', '', [{ hears: ldapRequest, says: ldapAnswer(2) }], 'offers no StartTLS (result 2)'],
  ['mysql', mysqlGreeting(0xf7_ff), [], 'the MySQL server offers no TLS'],
] as const)('a server without TLS in %s is told as that (%j)', async (protocol, greeting, turns, words) => {
  const result = await judgeStarttls(startStarttlsServer(starttlsCertificates.leaf, greeting, turns), protocol);
  expect(result).toMatchObject({ status: 'failed', reason: 'tls_handshake' });
  expect(result.message).toContain(words);
});

it.each([
  ['imap', faults.mailGreeter, 'expected the answer of an IMAP server, got "220 mail'],
  ['pop3', faults.mailGreeter, 'expected the answer of a POP3 server, got "220 mail'],
  ['imap', () => faults.tcpHalfAnswer('+OK pop3 ready\r\n', 'hang', true), 'an IMAP server, got "+OK'],
  ['pop3', () => faults.tcpHalfAnswer('* OK imap ready\r\n', 'hang', true), 'a POP3 server, got "* OK'],
  ['imap', () => faults.tcpHalfAnswer('+OK pop3 ready\r\n', 'hang', true), 'a POP3 server answers on this port'],
  ['ftp', () => faults.tcpHalfAnswer('* OK imap ready\r\n', 'hang', true), 'an IMAP server answers on this port'],
  ['smtp', () => faults.tcpHalfAnswer('* OK imap ready\r\n', 'hang', true), 'an IMAP server answers on this port'],
  ['ldap', faults.webSpeaker, 'not the answer of LDAP: "HTTP/1.1 400'],
  ['mysql', faults.mailGreeter, 'not the answer of MySQL: "220 mail'],
  ['mysql', () => faults.tcpHalfAnswer(Buffer.from([1, 0, 0, 0, 0xff]), 'close', true), 'not the answer of MySQL'],
] as const)('a server that does not speak %s fails as protocol', async (protocol, listen, words) => {
  const result = await judgeStarttls(listen(), protocol);
  expect(result).toMatchObject({ status: 'failed', reason: 'protocol' });
  expect(result.message).toContain(words);
});

it.each([
  [1040, 'Too many connections', '', /^failed threshold: .*no connection is free/, 'who holds'],
  [1040, 'Too many connections', '#08004', /^failed threshold: .*is free: Too many connections \(/, 'who holds'],
  [1129, "Host '10.0.0.1' is blocked", '', /^failed permission: .*blocked this host/, 'TRUNCATE'],
  [1130, "Host '10.0.0.1' is not allowed", '#HY000', /^failed auth: .*nobody in from this host/, 'let this user in'],
  [1105, 'Unknown error', '', /^failed status: .*reports an error: Unknown error \(error 1105\)/, 'log of the server'],
])(
  'error %i of MySQL in place of a greeting is what it is to mysql-connection',
  async (number, text, state, ...expected) => {
    const [verdict, remedy] = expected;
    const result = await judgeStarttls(mysqlRefusing(number, text, state), 'mysql');
    expect(formatVerdict(result)).toMatch(verdict);
    expect(result.remedy).toContain(remedy);
    const login = await askServer(mysqlRefusing(number, text, state), ({ port }) =>
      judgeCheck(mysqlConnection, { host: 'localhost', port, user: 'u' }),
    );
    const { reason, message } = login;
    expect({ reason, message: withoutPort(message) }).toEqual({
      reason: result.reason,
      message: withoutPort(result.message),
    });
  },
);

const withoutPort = (text: string): string => text.replace(/(localhost:)\d+/, '$1');

it('a server that waits for TLS at once is asked about, where a protocol was to begin in the clear', async () => {
  const result = await judgeStarttls(tlsSilent(starttlsCertificates.leaf), 'imap');
  expect(result).toMatchObject({ status: 'timeout', reason: 'tls_handshake' });
  expect(result.notes).toEqual([
    expect.stringMatching(/: no answer in imap; if this port speaks TLS at once, leave starttls out$/),
  ]);
});

it('an unknown protocol is refused with the list', async () => {
  const result = await judgeCheck(tlsCertificate, { host: 'a', starttls: 'imaps' });
  expect(result).toMatchObject({ status: 'error', reason: 'config' });
  expect(result.message).toContain(starttlsProtocols.join(', '));
  expect(result.message).not.toContain('did you mean');
});
