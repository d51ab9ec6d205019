import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import tlsCertificate from '../../../checks/endpoint/tls-certificate.ts';
import { dateInDays, issueCertificate } from '../../support/certificates.ts';
import { folderForTest } from '../../support/for-test.ts';
import { tlsSilent } from '../../support/tls-faults.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';
import { judgeListener, testCertificates } from './judge-tls.ts';

const rootCertificate = testCertificates.ca.cert;
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

it('a PEM file is judged as a server is, without a connection', async () => {
  const folder = await folderForTest('tls-certificate');
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
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
    remedy: expect.stringContaining('cut or damaged'),
  });
});

it('neither host nor file, or both, is a config error', async () => {
  expect(await judgeCheck(tlsCertificate, {})).toMatchObject({ status: 'error', reason: 'config' });
  expect(await judgeCheck(tlsCertificate, { host: 'a', file: 'b' })).toMatchObject({
    status: 'error',
    reason: 'config',
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
