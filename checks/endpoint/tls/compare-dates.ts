import * as z from 'zod';
import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareDaysLeft } from '../../../src/expectations/days-left.ts';
import { type CertificateFacts, certificateName } from '../../../src/probes/net/certificate.ts';
import type { TlsAnswer } from '../../../src/probes/tls.ts';
import { DAY_MS } from '../../../src/text/duration-text.ts';

/** Limits that are written are absolute; those that are not follow the lifetime of each certificate. */
export interface DayLimits {
  readonly warnDays?: number | undefined;
  readonly failDays?: number | undefined;
}

const DEFAULT_LIMITS = { warnDays: 21, warnShare: 1 / 3, failDays: 7, failShare: 1 / 6 } as const;

/** The parameters of these limits. */
export const certificateDaysParams = () => ({
  warnDays: z
    .number()
    .min(0)
    .optional()
    .describe('Degraded with fewer days left; default: 21, or a third of the lifetime where that is less'),
  failDays: z
    .number()
    .min(0)
    .optional()
    .describe('Failed with fewer days left; default: 7, or a sixth of the lifetime where that is less'),
});

/** The certificates whose dates count: those of the path to the trusted root, all where there is none. */
export const judgedCertificates = ({ chain, verified }: TlsAnswer): readonly CertificateFacts[] =>
  verified.length > 0 ? verified : chain;

/** Notes on certificates that were sent, have ended, and are not needed. */
export const surplusNotes = (answer: TlsAnswer, now: number): readonly string[] => {
  const judged = new Set(judgedCertificates(answer).map(({ fingerprint }) => fingerprint));
  return answer.chain
    .filter(({ fingerprint, notAfter }) => notAfter <= now && !judged.has(fingerprint))
    .map(
      (surplus) =>
        `certificate ${certificateName(surplus)} of ${surplus.issuer} ended on ${new Date(surplus.notAfter).toISOString()}; it is sent, but not needed`,
    );
};

/** Compares the dates of the certificates that count. */
export const compareDates = (answer: TlsAnswer, now: number, limits: DayLimits): readonly Comparison[] =>
  judgedCertificates(answer).flatMap((certificate) => {
    const { notBefore, notAfter } = certificate;
    const name = `certificate ${certificateName(certificate)}`;
    return [
      ...compareDaysLeft({ name, at: notAfter, past: 'tls_expired' }, now, dayLimitsOf(certificate, limits)),
      {
        name,
        operator: 'notBefore',
        expected: new Date(now).toISOString(),
        actual: new Date(notBefore).toISOString(),
        status: notBefore <= now ? ('pass' as const) : ('fail' as const),
        reason: 'tls_expired' as const,
        text: `${name} is not valid before ${new Date(notBefore).toISOString()}`,
      },
    ];
  });

/** The limits for a certificate, in days. */
export const dayLimitsOf = (
  { notBefore, notAfter }: Pick<CertificateFacts, 'notBefore' | 'notAfter'>,
  { warnDays, failDays }: DayLimits,
) => {
  const lifetime = (notAfter - notBefore) / DAY_MS;
  return {
    warnDays: warnDays ?? roundDays(Math.min(DEFAULT_LIMITS.warnDays, lifetime * DEFAULT_LIMITS.warnShare)),
    failDays: failDays ?? roundDays(Math.min(DEFAULT_LIMITS.failDays, lifetime * DEFAULT_LIMITS.failShare)),
  };
};

/** Four decimals are 9 seconds. */
const roundDays = (days: number): number => Math.round(days * 10_000) / 10_000;
