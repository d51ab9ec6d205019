import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import tlsCertificate from '../../../checks/endpoint/tls-certificate.ts';
import { dateInDays, issueCertificate, type PemCertificate } from '../../support/certificates.ts';
import { folderForTest } from '../../support/for-test.ts';
import { tlsSilent } from '../../support/tls-faults.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';
import { judgeListener, testCertificates } from './judge-tls.ts';

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
    const file = join(await folderForTest('fullchain'), 'fullchain.pem');
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

  it.each([
    [{ warnShare: 50, failShare: 25 }, 'ok', 60],
    [{ warnShare: 50, failShare: 25 }, 'degraded threshold', 40],
    [{ warnShare: 50, failShare: 25 }, 'failed threshold', 20],
    [{ warnDays: 50, failShare: 10 }, 'degraded threshold', 40],
    [{ warnDays: 50, warnShare: 10 }, 'error config', 40],
    [{ warnShare: 10, failShare: 20 }, 'error config', 40],
  ])(
    'that are written as shares of the lifetime are those: %j is %s for %d of 100 days',
    async (limits, expected, left) => {
      const verdict = formatVerdict(await judgeListener(tlsSilent(lasting(100, left)), limits));
      expect(verdict).toMatch(new RegExp(`^${expected}`));
    },
  );

  it.each([
    [{ warnDays: 5 }, 'ok', 6],
    [{ warnDays: 5 }, 'degraded threshold', 4],
    [{ warnDays: 5 }, 'failed threshold', 2],
    [{ warnShare: 5 }, 'ok', 6],
    [{ warnDays: 10 }, 'failed threshold', 6],
    [{ failDays: 30 }, 'failed threshold', 25],
  ])(
    'that nobody wrote do not hide one that is written: %j is %s for %d of 100 days',
    async (limits, expected, left) => {
      const verdict = formatVerdict(await judgeListener(tlsSilent(lasting(100, left)), limits));
      expect(verdict).toMatch(new RegExp(`^${expected}`));
    },
  );

  it('name a certificate without a subject by the first name that it is for', async () => {
    const result = await judgeListener(tlsSilent(lasting(6.66, 2, '')));
    expect(result.message).toMatch(/certificate localhost ends on/);
  });
});
