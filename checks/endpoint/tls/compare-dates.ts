import * as z from 'zod';
import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareDaysLeft } from '../../../src/expectations/days-left.ts';
import { type CertificateFacts, certificateName } from '../../../src/probes/net/certificate.ts';
import type { TlsAnswer } from '../../../src/probes/tls.ts';
import { DAY_MS } from '../../../src/text/duration-text.ts';

/** Limits that are written count; those that are not follow the lifetime of each certificate, and make way for them. */
export interface DayLimits {
  readonly warnDays?: number | undefined;
  readonly failDays?: number | undefined;
  /** Of the lifetime, in percent. */
  readonly warnShare?: number | undefined;
  readonly failShare?: number | undefined;
}

const DEFAULT_LIMITS = { warn: { days: 21, share: 1 / 3 }, fail: { days: 7, share: 1 / 6 } } as const;

const shareParam = () => z.number().min(0).max(100).optional();

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
    .describe(
      'Failed with fewer days left; default: 7, or a sixth of the lifetime where that is less; below warnDays always',
    ),
  warnShare: shareParam().describe('Degraded with less of the lifetime left, in percent, in place of warnDays'),
  failShare: shareParam().describe('Failed with less of the lifetime left, in percent, in place of failDays'),
});

/** Refuses a limit that is written twice. */
export const refuseTwoLimits: z.core.CheckFn<DayLimits> = ({ value, issues }) => {
  for (const [days, share] of [
    ['warnDays', 'warnShare'],
    ['failDays', 'failShare'],
  ] as const)
    if (value[days] !== undefined && value[share] !== undefined)
      issues.push({ code: 'custom', path: [share], input: value, message: `give either ${days} or ${share}` });
};

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

/** The limits for a certificate, in days: what fails is never more than what warns. */
export const dayLimitsOf = (
  { notBefore, notAfter }: Pick<CertificateFacts, 'notBefore' | 'notAfter'>,
  { warnDays, failDays, warnShare, failShare }: DayLimits,
) => {
  const lifetime = (notAfter - notBefore) / DAY_MS;
  const warn = warnDays ?? shareOf(lifetime, warnShare) ?? defaultLimit(lifetime, DEFAULT_LIMITS.warn);
  const usual = defaultLimit(lifetime, DEFAULT_LIMITS.fail);
  const fail = failDays ?? shareOf(lifetime, failShare) ?? (usual < warn ? usual : warn / 2);
  return { warnDays: Math.max(warn, fail), failDays: fail };
};

const shareOf = (lifetime: number, percent: number | undefined): number | undefined =>
  percent === undefined ? undefined : roundDays((lifetime * percent) / 100);

const defaultLimit = (lifetime: number, { days, share }: { readonly days: number; readonly share: number }): number =>
  roundDays(Math.min(days, lifetime * share));

/** Four decimals are 9 seconds. */
const roundDays = (days: number): number => Math.round(days * 10_000) / 10_000;
