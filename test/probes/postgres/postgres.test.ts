import { expect, it } from 'vitest';
import { type PostgresOptions, probePostgres } from '../../../src/probes/postgres/postgres.ts';
import { startBlackHole } from '../../support/black-hole.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import {
  type POSTGRES_ERRORS,
  postgresError,
  postgresMute,
  postgresRefusing,
  postgresRefusingTls,
  postgresStuckInAuth,
} from '../../support/driver-faults.ts';
import { halfAnswers } from '../../support/half-answers.ts';
import { askServer, PROBE_CANARY, probeOutcome } from '../../support/probe-server.ts';
import * as faults from '../../support/tcp-faults.ts';
import { listenTcp, type TestListener } from '../../support/tcp-server.ts';

const serverCertificates = makeTestCertificates();

const probeEnd = (options: PostgresOptions, timeoutMs?: number): Promise<string> =>
  probeOutcome((session) => probePostgres(options, session), timeoutMs);

const probeListener = (listener: Promise<TestListener>, options: PostgresOptions = {}): Promise<string> =>
  askServer(listener, ({ port }) =>
    probeEnd({ host: '127.0.0.1', port, user: 'kavmon', password: PROBE_CANARY, ...options }),
  );

const WITHOUT_TLS = { ssl: { mode: 'disable' } } as const;

it.each([
  ['silent', faults.tcpSilent, /^TimeoutError$/],
  ['a reset', faults.tcpResetting, /^unreachable/],
  ['an end after the request', () => faults.endingAfterRequest('close'), /^unreachable/],
  ['a reset after the request', () => faults.endingAfterRequest('reset'), /^unreachable/],
  ['a web server', faults.webSpeaker, /^protocol .*HTTP\/1\.1 400/],
  ['a mail server', faults.mailGreeter, /^protocol .*220 mail/],
  ['garbage', faults.tcpGarbage, /^protocol/],
] as const)('a TLS request answered by %s ends, and the connection is closed', async (_, listener, expected) => {
  expect(await probeListener(listener())).toMatch(expected);
});

it.each([
  ['silent', faults.tcpSilent, /^TimeoutError$/],
  ['a reset', faults.tcpResetting, /^unreachable/],
  [
    'an end after the request',
    () => faults.endingAfterRequest('close'),
    /^unreachable .*closed the connection at the first message; is it PostgreSQL, and does this port want TLS/,
  ],
  ['a reset after the request', () => faults.endingAfterRequest('reset'), /^unreachable/],
  ['half an answer and the end', () => faults.tcpHalfAnswer(halfAnswers.postgres, 'close'), /^unreachable/],
  ['half an answer and silence', () => faults.tcpHalfAnswer(halfAnswers.postgres, 'hang'), /^TimeoutError$/],
  ['a drip', () => faults.tcpDripping({ head: 'R' }), /^(TimeoutError$|protocol)/],
  ['an answer without end', () => faults.tcpEndless(), /^protocol .*not the answer of PostgreSQL/],
  ['a message without end', () => faults.tcpEndless(Buffer.from([0x45, 0, 0, 0xff, 0xff])), /^protocol/],
  [
    'a login and a message of 2 GiB',
    () => faults.tcpEndless(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x53, 0x7f, 0xff, 0xff, 0xff])),
    /^protocol .*sent more than 4194304 bytes/,
  ],
  ['a web server', faults.webSpeaker, /^protocol .*not the answer of PostgreSQL: "HTTP\/1\.1 400/],
  ['a mail server', faults.mailGreeter, /^protocol .*"220 mail/],
  ['garbage', faults.tcpGarbage, /^protocol/],
  ['a server that does not say whether the password is right', postgresStuckInAuth, /^TimeoutError$/],
] as const)('a login without TLS answered by %s ends, and the connection is closed', async (_, listener, expected) => {
  expect(await probeListener(listener(), WITHOUT_TLS)).toMatch(expected);
});

it('fail-open 13: a login alone is no success, a query must be answered', async () => {
  expect(await probeListener(postgresMute())).toBe('TimeoutError');
});

it('a query that is never answered ends by the limit of its statement', async () => {
  const verdict = await askServer(postgresMute(), ({ port }) =>
    probeEnd({ host: '127.0.0.1', port, user: 'kavmon', statementTimeoutMs: 100 }, 3000),
  );
  expect(verdict).toMatch(/^deadline_attempt .*no answer to a query in time/);
});

it('a server that closes at once, a closed port and a silent one have errors of their own', async () => {
  const server = await faults.tcpClosing();
  expect(await probeEnd({ host: '127.0.0.1', port: server.port, user: 'u' })).toMatch(/^unreachable/);
  await server.stop();
  expect(await probeEnd({ host: '127.0.0.1', port: await faults.refusedPort(), user: 'u' })).toMatch(
    /^connect_refused/,
  );
  const hole = await startBlackHole();
  expect(await probeEnd({ host: hole.host, port: hole.port, user: 'u' })).toBe('TimeoutError');
  await hole.stop();
});

it.each([
  ['password', /^auth .*SQLSTATE 28P01/],
  ['access', /^auth .*no pg_hba.conf entry/],
  ['database', /^status .*the database does not exist/],
  ['starting', /^status .*the database system is starting up/],
  ['full', /^threshold .*no connection slot is free/],
] as const satisfies readonly (readonly [keyof typeof POSTGRES_ERRORS, RegExp])[])(
  'the refusal %s has a reason of its own',
  async (error, expected) => {
    expect(await probeListener(postgresRefusing(error))).toMatch(expected);
    expect(await probeListener(postgresRefusing(error), WITHOUT_TLS)).toMatch(expected);
    const beforeTls = await probeListener(postgresRefusingTls(error), { ssl: { mode: 'require' } });
    expect(beforeTls).toMatch(expected);
    expect(beforeTls).toMatch(/SQLSTATE \w{5}\); said before TLS, so not verified$/);
  },
);

const FULL = postgresError('53300', 'sorry, too many clients already');

/** A server that answers the request for TLS with the first bytes, and with the rest a moment later. */
const answeringInParts = (first: Buffer, rest: Buffer): Promise<TestListener> =>
  listenTcp((socket) =>
    socket.once('data', () => {
      socket.write(first);
      setTimeout(() => socket.end(rest), 20);
    }),
  );

it.each([1, 4, 5, 30])('a refusal before TLS is whole when its rest comes after %i bytes', async (length) => {
  const verdict = await probeListener(answeringInParts(FULL.subarray(0, length), FULL.subarray(length)));
  expect(verdict).toMatch(/^threshold .*no connection slot is free/);
});

it('half a refusal before TLS ends with the connection', async () => {
  const verdict = await probeListener(answeringInParts(FULL.subarray(0, 30), Buffer.alloc(0)));
  expect(verdict).toMatch(/^protocol .*closed after "E/);
});

it.each([
  ['text', 'ERROR\r\n'],
  ['text that ends like an old error', 'E\u0001\u0002\u0003\u0004\0'],
  ['a message without fields', 'E\0\0\0\u0008abcd'],
  ['a message with another code', 'E\0\0\0\u0010C12\0Mwhat?\0\0'],
  ['an announcement of more than any error has', 'E\0\u0001\0\0C53300\0Mfull\0\0'],
])('an answer to the request for TLS that only begins like a refusal is another protocol: %s', async (_, answer) => {
  const verdict = await probeListener(answeringInParts(Buffer.from(answer, 'latin1'), Buffer.alloc(0)));
  expect(verdict).toMatch(/^protocol .*not the answer of PostgreSQL: "E/);
});

it('a server without TLS is refused by require and verify-full', async () => {
  for (const mode of ['require', 'verify-full'] as const)
    expect(await probeListener(postgresRefusing('password'), { ssl: { mode } })).toMatch(
      /^tls_handshake .*offers no TLS/,
    );
});

/** A server that agrees to TLS and starts it with this certificate; without one it sends garbage. */
const tlsUpgradingServer = async (
  certificate: { cert: string; key: string; chain: string } | undefined,
): Promise<TestListener> => {
  const { TLSSocket } = await import('node:tls');
  return listenTcp((socket) => {
    socket.once('data', () => {
      socket.write('S');
      if (certificate === undefined) socket.once('data', () => socket.write(Buffer.alloc(64, 0xd7)));
      else {
        const encrypted = new TLSSocket(socket, { isServer: true, key: certificate.key, cert: certificate.chain });
        encrypted.on('error', () => {}).resume();
      }
    });
  });
};

it.each([
  ['expired', serverCertificates.expired, /^tls_expired/],
  ['wrongName', serverCertificates.wrongName, /^tls_name/],
  ['selfSigned', serverCertificates.selfSigned, /^tls_untrusted/],
  ['untrusted', serverCertificates.untrusted, /^tls_untrusted/],
  ['good and silent', serverCertificates.leaf, /^TimeoutError$/],
  ['no TLS at all', undefined, /^tls_handshake/],
] as const)('a certificate that is %s has a reason of its own', async (_, certificate, expected) => {
  expect(
    await probeListener(tlsUpgradingServer(certificate), {
      ssl: { mode: 'verify-full', ca: serverCertificates.ca.cert },
    }),
  ).toMatch(expected);
});

it.each([
  ['http://x', 'the url is no PostgreSQL URL'],
  [`postgres://u:${PROBE_CANARY}@a,,b/x`, 'empty host'],
  [`postgres://u:${PROBE_CANARY}%@h/x`, 'not percent-encoded'],
  [`postgres://u:${PROBE_CANARY}@h/x?sslmode=allow`, 'sslmode allow is not supported'],
  [`postgres://:${PROBE_CANARY}@h/x`, 'no user'],
  [`postgres://u:${PROBE_CANARY}@/x`, 'names no host'],
])('the url %s is refused without being repeated', async (url, message) => {
  expect(await probeEnd({ url })).toMatch(new RegExp(`^config .*${message}`));
});

/** A message of the PostgreSQL protocol. */
const serverMessage = (type: string, body: string): Buffer => {
  const bytes = Buffer.alloc(5 + body.length);
  bytes.write(type, 'latin1');
  bytes.writeInt32BE(4 + body.length, 1);
  bytes.write(body, 5, 'latin1');
  return bytes;
};

it.each([
  ['an error message without its end', serverMessage('E', 'Mbroken'), /^protocol .*not a message of PostgreSQL/],
  ['a notice without its end', serverMessage('N', 'Mbroken\0'), /^protocol/],
  ['an authentication that nobody knows', serverMessage('R', '\0\0\0\x63'), /^protocol/],
  ['an authentication that is too short', serverMessage('R', ''), /^protocol/],
  ['a length of nothing', Buffer.from([0x52, 0, 0, 0, 0]), /^protocol/],
  [
    'a row description that is too short',
    Buffer.concat([serverMessage('R', '\0\0\0\0'), serverMessage('T', '\xff')]),
    /^protocol/,
  ],
])('the thread survives %s', async (_, bytes, expected) => {
  expect(await probeListener(faults.tcpHalfAnswer(bytes, 'hang'), WITHOUT_TLS)).toMatch(expected);
});

it('the environment variables of libpq are ignored', async () => {
  const names = { PGHOST: 'nowhere.invalid', PGPASSWORD: PROBE_CANARY, PGUSER: 'other', PGSSLMODE: 'verify-full' };
  Object.assign(process.env, names);
  const seen: string[] = [];
  const server = await listenTcp((socket) => {
    socket.on('data', (data) => {
      seen.push(data.toString('latin1'));
      // AuthenticationCleartextPassword.
      if (seen.length === 1) socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
    });
  });
  await probeEnd({ host: '127.0.0.1', port: server.port, user: 'kavmon', database: 'd', ...WITHOUT_TLS }, 200);
  await server.stop();
  for (const name of Object.keys(names)) delete process.env[name];
  expect(seen.join()).toContain('kavmon');
  expect(seen.join()).not.toContain(PROBE_CANARY);
  expect(seen.join()).not.toContain('other');
});
