import { createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { expect, it } from 'vitest';
import tlsCertificate from '../../../checks/endpoint/tls-certificate.ts';
import type { PemCertificate } from '../../support/certificates.ts';
import { postgresError } from '../../support/driver-faults.ts';
import { halfAnswers } from '../../support/half-answers.ts';
import { startSmtp } from '../../support/smtp.ts';
import * as faults from '../../support/tcp-faults.ts';
import { type TestListener, trackServer } from '../../support/tcp-server.ts';
import { tlsGarbage, tlsOld, tlsRefusing, tlsStalled } from '../../support/tls-faults.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';
import { judgeListener, testCertificates } from './judge-tls.ts';

/** A PostgreSQL server that answers SSLRequest by S, N or an error. */
const postgresListener = (answer: string | Buffer, certificate: PemCertificate): Promise<TestListener> =>
  trackServer(
    createServer((socket) =>
      socket.once('data', (request) => {
        socket.write(request.toString('hex') === '0000000804d2162f' ? answer : 'E');
        if (answer !== 'S') return void socket.resume();
        const secure = new TLSSocket(socket, { isServer: true, key: certificate.key, cert: certificate.chain });
        secure.on('error', () => {});
        secure.resume();
      }),
    ),
  );

it('STARTTLS works with mail servers', async () => {
  const good = await startSmtp({ certificate: testCertificates.endsSoon });
  const params = { starttls: 'smtp', failDays: 1 };
  expect(await judgeListener(Promise.resolve(good), params)).toMatchObject({ status: 'degraded', reason: 'threshold' });
  expect(good.lines).toEqual(['EHLO kavmon.invalid', 'STARTTLS']);
  expect(formatVerdict(await judgeListener(startSmtp(), params))).toMatch(
    /^failed tls_handshake: .*offers no STARTTLS/,
  );
  expect(
    formatVerdict(await judgeListener(startSmtp({ certificate: testCertificates.leaf, fault: 'refuses' }), params)),
  ).toMatch(/^failed protocol: .*454/);
  expect(formatVerdict(await judgeListener(startSmtp({ fault: 'busy' }), params))).toMatch(/^failed protocol: .*421/);
  expect(await judgeListener(startSmtp({ fault: 'silent' }), params)).toMatchObject({ status: 'timeout' });
  expect(await judgeListener(startSmtp({ certificate: testCertificates.leaf, fault: 'hangs' }), params)).toMatchObject({
    status: 'timeout',
  });
});

it('STARTTLS works with PostgreSQL', async () => {
  const params = { starttls: 'postgres' };
  expect(await judgeListener(postgresListener('S', testCertificates.leaf), params)).toMatchObject({ status: 'ok' });
  expect(await judgeListener(postgresListener('S', testCertificates.expired), params)).toMatchObject({
    status: 'failed',
    reason: 'tls_expired',
  });
  expect(formatVerdict(await judgeListener(postgresListener('N', testCertificates.leaf), params))).toMatch(
    /^failed tls_handshake: .*offers no TLS/,
  );
  expect(formatVerdict(await judgeListener(faults.webSpeaker(), params))).toMatch(
    /^failed protocol: .*not the answer of PostgreSQL: "HTTP/,
  );
});

it.each([
  ['53300', 'sorry, too many clients already', /^failed threshold: .*no connection slot is free/, 'who holds'],
  ['57P03', 'the database system is starting up', /^failed status: .*takes no connections now/, 'starts, recovers'],
  ['XX000', 'something is amiss', /^failed status: .*reports an error: something is amiss/, 'log of the server'],
  ['0A000', 'unsupported frontend protocol', /^failed protocol: .*lacks a feature/, 'before it showed a certificate'],
])(
  'PostgreSQL that refuses with %s in place of TLS fails by that error, with a remedy that fits',
  async (...refusal) => {
    const [state, text, verdict, remedy] = refusal;
    const listener = postgresListener(postgresError(state, text), testCertificates.leaf);
    const result = await judgeListener(listener, { starttls: 'postgres' });
    expect(formatVerdict(result)).toMatch(verdict);
    expect(result.message).toContain(`${text} (SQLSTATE ${state}); said before TLS, so not verified`);
    expect(result.remedy).toContain(remedy);
  },
);

it.each([
  ['hangs', faults.tcpSilent, {}, 'timeout tls_handshake'],
  ['never answers the handshake', tlsStalled, {}, 'timeout tls_handshake'],
  ['closes', () => faults.endingAfterRequest('close'), {}, 'failed tls_handshake'],
  ['answers half', () => faults.tcpHalfAnswer(halfAnswers.tls, 'close'), {}, 'failed tls_handshake'],
  ['answers half and hangs', () => faults.tcpHalfAnswer(halfAnswers.tls, 'hang'), {}, 'timeout tls_handshake'],
  [
    'drips',
    () => faults.tcpDripping({ head: '\x16\x03\x03\x00\x7a', every: 20, byte: '\x02' }),
    {},
    /^(timeout|failed) tls_handshake/,
  ],
  ['speaks SMTP', faults.mailGreeter, {}, 'failed tls_handshake'],
  ['speaks garbage', tlsGarbage, {}, 'failed tls_handshake'],
  ['refuses', tlsRefusing, {}, 'failed tls_handshake'],
  ['knows only TLS 1.1', () => tlsOld(testCertificates.leaf), {}, 'failed tls_handshake'],
  ['sends without end', () => faults.tcpEndless('', undefined, true), {}, 'failed tls_handshake'],
  ['greets half', () => faults.tcpHalfAnswer(halfAnswers.smtp, 'close', true), { starttls: 'smtp' }, 'failed protocol'],
  [
    'greets half and hangs',
    () => faults.tcpHalfAnswer(halfAnswers.smtp, 'hang', true),
    { starttls: 'smtp' },
    'timeout tls_handshake',
  ],
  ['greets without end', () => faults.tcpEndless('220-', undefined, true), { starttls: 'smtp' }, 'failed protocol'],
  ['greets with garbage', () => faults.tcpGarbage(true), { starttls: 'smtp' }, 'failed protocol'],
] as const)('a server that %s has a reason of its own', async (_, listener, params, expected) => {
  expect(formatVerdict(await judgeListener(listener(), params))).toMatch(
    expected instanceof RegExp ? expected : new RegExp(`^${expected}: `),
  );
});

it('a refused connection and an unknown name have reasons of their own', async () => {
  const port = await faults.refusedPort();
  expect(await judgeCheck(tlsCertificate, { host: '127.0.0.1', port })).toMatchObject({
    status: 'failed',
    reason: 'connect_refused',
  });
  expect(await judgeCheck(tlsCertificate, { host: 'name.invalid' })).toMatchObject({ status: 'failed', reason: 'dns' });
});
