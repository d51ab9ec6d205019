import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { describe, expect, it } from 'vitest';
import tlsCertificate from '../../../checks/endpoint/tls-certificate.ts';
import { dateInDays, issueCertificate, type PemCertificate } from '../../support/certificates.ts';
import { folderForTest, stopAfterTest } from '../../support/for-test.ts';
import { type OcspAnswer, ocspAnswer, ocspRefusal } from '../../support/ocsp.ts';
import { judgePageExample } from '../../support/page-example.ts';
import { tlsStapling } from '../../support/tls-faults.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';
import { judgeListener, testCertificates } from './judge-tls.ts';

const { ca, leaf } = testCertificates;
const demanding = issueCertificate({ subject: 'localhost', names: ['localhost'], issuer: ca, mustStaple: true });
const delegate = issueCertificate({ subject: 'OCSP of the CA', issuer: ca, ocspSigning: true });

const answerOf = (changes: Partial<OcspAnswer> = {}): Buffer => ocspAnswer({ about: leaf, issuer: ca, ...changes });

const judgeStaple = (
  staple: Buffer | null,
  params: object = {},
  certificate: PemCertificate = leaf,
  options: TlsOptions = {},
) => judgeListener(tlsStapling(certificate, staple, options), params, 8000);

describe('an answer of OCSP beside the certificate', () => {
  it.each([
    ['says good', answerOf(), 'ok'],
    ['says good, signed by whom the issuer has named for that', answerOf({ signer: delegate }), 'ok'],
    ['says good without an end', answerOf({ nextUpdate: null }), 'ok'],
    ['says revoked', answerOf({ status: 'revoked' }), 'failed tls_revoked: .* revoked .* on .*Z \\(keyCompromise\\)'],
    ['says unknown', answerOf({ status: 'unknown' }), 'degraded tls_staple: .* does not know the certificate'],
    ['has ended', answerOf({ nextUpdate: dateInDays(-2) }), 'degraded tls_staple: .* ended on .*Z, 2d'],
    ['begins tomorrow', answerOf({ thisUpdate: dateInDays(1) }), 'degraded tls_staple: .* not valid before'],
    ['is about another one', answerOf({ about: demanding }), 'degraded tls_staple: .* about another certificate'],
    [
      'is signed by an authority that nobody named',
      answerOf({ signer: testCertificates.client }),
      'degraded tls_staple: .* nobody whom the issuer has named',
    ],
    [
      'is signed by another key under the name of the issuer',
      answerOf({ signer: { ...ca, privateKey: leaf.privateKey } }),
      'degraded tls_staple: .* signature is not that of the authority',
    ],
    ['is a refusal of the responder', ocspRefusal(3), 'degraded tls_staple: .* answered tryLater'],
    ['is no answer of OCSP', Buffer.from('HTTP/1.1 502'), 'degraded tls_staple: .* can be read'],
    ['is cut in the middle', answerOf().subarray(0, 60), 'degraded tls_staple: .* can be read'],
  ])('that %s is judged', async (_, staple, expected) => {
    expect(formatVerdict(await judgeStaple(staple))).toMatch(new RegExp(`^${expected}`));
  });

  it('is compared, and stands in the evidence', async () => {
    const result = await judgeStaple(answerOf({ status: 'revoked' }));
    expect(result.assertions).toContainEqual(expect.objectContaining({ name: 'OCSP staple', actual: 'revoked' }));
    expect(result.findings[0]?.evidence).toMatchObject({
      staple: { status: 'revoked', revocationReason: 'keyCompromise', revokedAt: expect.stringMatching(/Z$/) },
    });
    expect(result.remedy).toMatch(/^Have a new certificate issued/);
  });

  it('is missed in silence, unless it is required', async () => {
    const silent = await judgeStaple(null);
    expect(formatVerdict(silent)).toMatch(/^ok/);
    expect(silent.assertions.map(({ name }) => name)).not.toContain('OCSP staple');
    const result = await judgeStaple(null, { ocspStaple: 'required' });
    expect(formatVerdict(result)).toMatch(/^failed tls_staple: .* sends no answer of OCSP/);
    expect(result.remedy).toMatch(/stapling/);
  });

  it('is required by a certificate that says so', async () => {
    const about = { about: demanding };
    expect(formatVerdict(await judgeStaple(null, {}, demanding))).toMatch(/^failed tls_staple: .*must-staple/);
    expect(formatVerdict(await judgeStaple(answerOf(about), {}, demanding))).toMatch(/^ok/);
    const ended = answerOf({ ...about, nextUpdate: dateInDays(-1) });
    expect(formatVerdict(await judgeStaple(ended, {}, demanding))).toMatch(/^failed tls_staple/);
    expect(formatVerdict(await judgeStaple(null, { ocspStaple: 'ignored' }, demanding))).toMatch(/^ok/);
  });

  it('fails what requires it when it proves nothing', async () => {
    const params = { ocspStaple: 'required' };
    expect(formatVerdict(await judgeStaple(answerOf(), params))).toMatch(/^ok/);
    expect(formatVerdict(await judgeStaple(ocspRefusal(2), params))).toMatch(/^failed tls_staple/);
  });

  it('is judged before TLS 1.3, too', async () => {
    const staple = answerOf({ status: 'revoked' });
    expect(formatVerdict(await judgeStaple(staple, {}, leaf, { maxVersion: 'TLSv1.2' }))).toMatch(
      /^failed tls_revoked/,
    );
  });

  it('of the delegate of another authority counts for nothing', async () => {
    const foreign = issueCertificate({
      subject: 'x',
      issuer: issueCertificate({ subject: 'y', authority: true }),
      ocspSigning: true,
    });
    expect(formatVerdict(await judgeStaple(answerOf({ signer: foreign })))).toMatch(/^degraded tls_staple/);
  });

  it('ends with the certificate of the delegate that signed it', async () => {
    const ended = issueCertificate({
      subject: 'Old OCSP',
      issuer: ca,
      ocspSigning: true,
      notAfter: dateInDays(-1),
      notBefore: dateInDays(-9),
    });
    expect(formatVerdict(await judgeStaple(answerOf({ signer: ended })))).toMatch(/^degraded tls_staple: .* ended on/);
  });

  it('stands in the example of the page, which is run', async () => {
    const folder = await folderForTest('tls-page');
    await writeFile(join(folder, 'root.pem'), ca.cert);
    const { port } = await stopAfterTest(tlsStapling(leaf, answerOf()));
    const { result } = await judgePageExample('tls-certificate', {
      'mail.example': 'localhost',
      'port: 443': `port: ${port}\n          ca: ${folder}/root.pem`,
    });
    expect(formatVerdict(result)).toMatch(/^ok/);
  });

  it('cannot be required of a file', async () => {
    const result = await judgeCheck(tlsCertificate, { file: 'a.pem', ocspStaple: 'required' });
    expect(formatVerdict(result)).toMatch(/^error config: [\s\S]*ask the server/);
  });
});
