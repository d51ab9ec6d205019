import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import tlsCertificate from '../../../checks/endpoint/tls-certificate.ts';
import { dateInDays, issueCertificate, makeTestCertificates, type PemCertificate } from '../../support/certificates.ts';
import { halfAnswers } from '../../support/half-answers.ts';
import { askServer } from '../../support/probe-server.ts';
import { startSmtp } from '../../support/smtp.ts';
import * as faults from '../../support/tcp-faults.ts';
import { type TestListener, trackServer } from '../../support/tcp-server.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';
import { tlsGarbage, tlsOld, tlsRefusing, tlsSilent, tlsStalled } from '../../support/tls-faults.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const testCertificates = makeTestCertificates();
const rootCertificate = testCertificates.ca.cert;
let pemFolder: TemporaryFolder;

beforeAll(async () => {
  pemFolder = await makeTemporaryFolder('tls-certificate');
});
afterAll(() => pemFolder.remove());

const judgeListener = (listener: Promise<TestListener>, params: object = {}, timeoutMs = 600) =>
  askServer(listener, ({ port }) =>
    judgeCheck(tlsCertificate, { host: 'localhost', port, ca: rootCertificate, ...params }, { timeoutMs }),
  );

/** A PostgreSQL server that answers SSLRequest by S or N. */
const postgresListener = (answer: string, certificate: PemCertificate): Promise<TestListener> =>
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

it('a good chain is healthy, and its days are measured', async () => {
  const result = await judgeListener(tlsSilent(testCertificates.leaf));
  expect(formatVerdict(result)).toMatch(/^ok/);
  expect(result.measures.days_left?.value).toBeGreaterThan(364);
  expect(result.measures.days_left?.unit).toBe('d');
  expect(result.looked).toEqual({ certificates: 2 });
});

it('the facts of an expired certificate are reported too', async () => {
  const result = await judgeListener(tlsSilent(testCertificates.expired));
  expect(result).toMatchObject({ status: 'failed', reason: 'tls_expired', looked: { certificates: 2 } });
  expect(result.message).toMatch(/^localhost:\d+: certificate CN=localhost ended on \S+Z, 1 day ago$|1\.0\d days ago/);
  expect(result.measures.days_left?.value).toBeLessThan(0);
  expect(result.findings[0]?.evidence).toMatchObject({
    chain: [{ subject: 'CN=localhost', issuer: 'CN=Kavmon Test CA', serial: expect.stringMatching(/^[0-9A-F]+$/) }, {}],
    protocol: 'TLSv1.3',
  });
  expect(result.findings[0]?.next[0]).toMatch(/^openssl s_client -connect localhost:\d+ -servername localhost /);
  expect(result.findings).toHaveLength(1);
});

it('other faults of an expired certificate are not hidden by its dates', async () => {
  const certificate = issueCertificate({
    subject: 'x',
    names: ['other.example'],
    notBefore: dateInDays(-9),
    notAfter: dateInDays(-2),
  });
  const result = await judgeListener(tlsSilent(certificate));
  expect(result.findings.map(({ reason }) => reason).toSorted()).toEqual(['tls_expired', 'tls_name', 'tls_untrusted']);
  expect(await judgeListener(tlsSilent(certificate), { trusted: false, named: false })).toMatchObject({
    findings: [{ reason: 'tls_expired' }],
  });
});

it.each([
  ['endsSoon', 'failed threshold'],
  ['soonChain', 'failed threshold'],
  ['expiredChain', 'failed tls_expired'],
  ['notYetValid', 'failed tls_expired'],
  ['wrongName', 'failed tls_name'],
  ['selfSigned', 'failed tls_untrusted'],
  ['untrusted', 'failed tls_untrusted'],
] as const)('a certificate that is %s has the verdict %s', async (name, expected) => {
  expect(formatVerdict(await judgeListener(tlsSilent(testCertificates[name])))).toMatch(
    new RegExp(`^${expected}: localhost:`),
  );
});

it('every certificate of the chain is judged, and the one that ends is named', async () => {
  const soon = await judgeListener(tlsSilent(testCertificates.soonChain), { failDays: 2 });
  expect(soon).toMatchObject({ status: 'degraded', reason: 'threshold' });
  expect(soon.message).toMatch(/certificate CN=Intermediate that ends soon ends on .*, in (4\.99|5) days$/);
  expect(await judgeListener(tlsSilent(testCertificates.soonChain), { failDays: 2, warnDays: 3 })).toMatchObject({
    status: 'ok',
  });
});

it('the name is the server name when one is given', async () => {
  expect(await judgeListener(tlsSilent(testCertificates.wrongName), { serverName: 'other.example' })).toMatchObject({
    status: 'ok',
  });
  expect(await judgeListener(tlsSilent(testCertificates.wrongName), { named: false })).toMatchObject({ status: 'ok' });
  expect(await judgeListener(tlsSilent(testCertificates.leaf), { host: '127.0.0.1' })).toMatchObject({ status: 'ok' });
});

it('without a ca the roots of the system decide', async () => {
  expect(await judgeListener(tlsSilent(testCertificates.leaf), { ca: undefined })).toMatchObject({
    status: 'failed',
    reason: 'tls_untrusted',
  });
});

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

it('a PEM file is judged as a server is, without a connection', async () => {
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(pemFolder.path, name);
    await writeFile(path, text);
    return path;
  };
  const file = await write('good.pem', testCertificates.leaf.chain);
  const good = await judgeCheck(tlsCertificate, { file });
  expect(good).toMatchObject({ status: 'ok', looked: { certificates: 1 } });
  expect(await judgeCheck(tlsCertificate, { file, ca: rootCertificate, serverName: 'localhost' })).toMatchObject({
    status: 'ok',
  });
  expect(await judgeCheck(tlsCertificate, { file, ca: rootCertificate, serverName: 'nope.test' })).toMatchObject({
    reason: 'tls_name',
  });
  expect(await judgeCheck(tlsCertificate, { file, trusted: true })).toMatchObject({ reason: 'tls_untrusted' });
  const chain = await write('chain.pem', testCertificates.soonChain.chain);
  expect(await judgeCheck(tlsCertificate, { file: chain, ca: rootCertificate })).toMatchObject({
    status: 'failed',
    reason: 'threshold',
    looked: { certificates: 2 },
  });
  const expired = await write('expired.pem', testCertificates.expired.chain);
  expect(await judgeCheck(tlsCertificate, { file: expired, ca: rootCertificate })).toMatchObject({
    reason: 'tls_expired',
    findings: [{}],
  });
  expect(await judgeCheck(tlsCertificate, { file: await write('none.pem', 'nothing here') })).toMatchObject({
    status: 'error',
    reason: 'empty_result',
  });
  expect(await judgeCheck(tlsCertificate, { file: '/nowhere.pem' })).toMatchObject({
    status: 'error',
    reason: 'config',
  });
  const half = testCertificates.leaf.cert.replace(/\n.{64}\n/, '\n');
  expect(await judgeCheck(tlsCertificate, { file: await write('half.pem', half) })).toMatchObject({
    status: 'failed',
    reason: 'protocol',
  });
});

it('neither host nor file, or both, is a config error', async () => {
  expect(await judgeCheck(tlsCertificate, {})).toMatchObject({ status: 'error', reason: 'config' });
  expect(await judgeCheck(tlsCertificate, { host: 'a', file: 'b' })).toMatchObject({
    status: 'error',
    reason: 'config',
  });
});

describe('a chain with more certificates than are needed', () => {
  const days = (from: number, to: number) => ({ notBefore: dateInDays(from), notAfter: dateInDays(to) });
  const oldRoot = issueCertificate({ subject: 'Old Root X3', authority: true, ...days(-4000, -30) });
  const newRoot = issueCertificate({ subject: 'New Root X1', authority: true, ...days(-2000, 3000) });
  const crossSigned = issueCertificate({
    subject: 'New Root X1',
    authority: true,
    issuer: oldRoot,
    sameKeyAs: newRoot,
    ...days(-2000, -30),
  });
  const middle = issueCertificate({ subject: 'R3', authority: true, issuer: newRoot, ...days(-300, 700) });
  const leaf = issueCertificate({ subject: 'localhost', names: ['localhost'], issuer: middle, ...days(-10, 80) });
  const served = (...certificates: readonly { readonly cert: string }[]): PemCertificate => ({
    ...leaf,
    chain: [leaf, ...certificates].map(({ cert }) => cert).join(''),
  });

  it('is healthy although a certificate behind the trusted root has ended, which is a note', async () => {
    const result = await judgeListener(tlsSilent(served(middle, crossSigned)), { ca: newRoot.cert });
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.notes).toEqual([
      expect.stringMatching(/^certificate CN=New Root X1 of CN=Old Root X3 ended on .*; it is sent, but not needed$/),
    ]);
    expect(result.measures.days_left?.value).toBeGreaterThan(78);
  });

  it('is healthy in a file, too', async () => {
    const file = join(pemFolder.path, 'fullchain.pem');
    await writeFile(file, served(middle, crossSigned).chain);
    expect(await judgeCheck(tlsCertificate, { file, ca: newRoot.cert })).toMatchObject({ status: 'ok' });
  });

  it('is expired where only the old root is trusted', async () => {
    const result = await judgeListener(tlsSilent(served(middle, crossSigned)), { ca: oldRoot.cert });
    expect(formatVerdict(result)).toMatch(/^failed tls_expired: .*certificate CN=New Root X1 ended/);
  });

  it('is expired where an intermediate that is needed has ended, and that one is named', async () => {
    const ended = issueCertificate({ subject: 'R2', authority: true, issuer: newRoot, ...days(-300, -2) });
    const below = issueCertificate({ subject: 'localhost', names: ['localhost'], issuer: ended });
    const chain = [below, ended, crossSigned].map(({ cert }) => cert).join('');
    const result = await judgeListener(tlsSilent({ ...below, chain }), { ca: newRoot.cert });
    expect(formatVerdict(result)).toMatch(/^failed tls_expired: .*certificate CN=R2 ended/);
  });

  it('lacks an intermediate: the message says so, and nobody is sent to renew anything', async () => {
    const result = await judgeListener(tlsSilent(served()), { ca: newRoot.cert });
    expect(formatVerdict(result)).toMatch(
      /^failed tls_untrusted: .*the server does not send the certificate of its issuer CN=R3; have it send the whole chain/,
    );
    expect(result.remedy).not.toMatch(/renew/i);
    expect(result.remedy).toContain('whole chain');
  });
});

describe('limits in days', () => {
  const lasting = (lifetime: number, left: number, subject = 'localhost') => {
    const [notBefore, notAfter] = [dateInDays(left - lifetime), dateInDays(left)];
    return issueCertificate({ subject, names: ['localhost'], issuer: testCertificates.ca, notBefore, notAfter });
  };

  it.each([
    [6.66, 6.4, 'ok'],
    [6.66, 2, 'degraded threshold'],
    [6.66, 1, 'failed threshold'],
    [90, 22, 'ok'],
    [90, 20, 'degraded threshold'],
    [90, 6, 'failed threshold'],
    [1 / 24, 0.9 / 24, 'ok'],
    [1 / 24, 0.1 / 24, 'failed threshold'],
    [398, 20, 'degraded threshold'],
  ])('follow the lifetime: of %d days, %d left', async (lifetime, left, expected) => {
    expect(formatVerdict(await judgeListener(tlsSilent(lasting(lifetime, left))))).toMatch(new RegExp(`^${expected}`));
  });

  it('that are written are absolute', async () => {
    const written = { warnDays: 21, failDays: 7 };
    expect(await judgeListener(tlsSilent(lasting(6.66, 6.4)), written)).toMatchObject({ reason: 'threshold' });
  });

  it('name a certificate without a subject by the first name that it is for', async () => {
    const result = await judgeListener(tlsSilent(lasting(6.66, 2, '')));
    expect(result.message).toMatch(/certificate localhost ends on/);
  });
});

it('a dot at the end of the host is not sent as the server name', async () => {
  const asked: (string | undefined)[] = [];
  const listener = tlsSilent(testCertificates.leaf, {
    SNICallback: (name, done) => {
      asked.push(name);
      done(null);
    },
  });
  expect(formatVerdict(await judgeListener(listener, { host: 'localhost.' }))).toMatch(/^ok/);
  expect(asked).toEqual(['localhost']);
});
