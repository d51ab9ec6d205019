import type { CertificateDates, ServedCertificate } from '../../../src/kubernetes/fields/served-certificate.ts';
import type { TlsSecretRow } from '../../../src/kubernetes/views/tls-secrets.ts';
import type { ClusterReason } from '../../../src/model/reasons.ts';
import { DAY_MS, formatDuration } from '../../../src/text/duration-text.ts';
import { type DayLimits, dayLimitsOf } from '../../endpoint/tls/compare-dates.ts';
import type { CertificateIssue } from './certificate-issue.ts';

/** What is wrong with a Secret that TLS is served by. */
export interface SecretFault {
  readonly reason: ClusterReason;
  readonly level: 'fault' | 'warning';
  /** Lower case. */
  readonly text: string;
}

interface FaultContext {
  readonly now: number;
  readonly limits: DayLimits;
  readonly issue: CertificateIssue;
}

/** The worst of what is wrong with a Secret that is there; undefined when it is well. */
export const findSecretFault = ({ served }: TlsSecretRow, context: FaultContext): SecretFault | undefined => {
  if (served.own === undefined)
    return { reason: 'certificate_unusable', level: 'fault', text: served.problem ?? 'it is empty' };
  if (served.problem !== undefined) return { reason: 'certificate_unusable', level: 'fault', text: served.problem };
  return temporaryFault(served) ?? datesFault(served, context) ?? chainFault(served);
};

/** What cert-manager puts into a Secret until the certificate is issued, where it is asked to. */
const TEMPORARY_ISSUER = /(?:^|, )CN=cert-manager\.local(?:,|$)/;

const temporaryFault = ({ own }: ServedCertificate): SecretFault | undefined =>
  own !== undefined && TEMPORARY_ISSUER.test(own.issuer)
    ? {
        reason: 'certificate_unusable',
        level: 'fault',
        text: "it still holds cert-manager's temporary certificate, which no client trusts",
      }
    : undefined;

/** Of the server's certificate and of the one that has signed it, the worse. */
const datesFault = ({ own, issuer }: ServedCertificate, context: FaultContext): SecretFault | undefined => {
  const faults = [
    ...(own === undefined ? [] : [dateFault(own, 'its certificate', context)]),
    ...(issuer === undefined ? [] : [dateFault(issuer, `the certificate of its issuer, ${issuer.subject},`, context)]),
  ].filter((fault) => fault !== undefined);
  return faults.find(({ level }) => level === 'fault') ?? faults[0];
};

/** Clocks lie apart by so much: a certificate that was just made may begin in the future. */
const CLOCK_LEEWAY_MS = 60_000;

const dateFault = (
  dates: CertificateDates,
  name: string,
  { now, limits, issue }: FaultContext,
): SecretFault | undefined => {
  const { notBefore, notAfter } = dates;
  const reason = 'certificate_dates';
  const end = new Date(notAfter).toISOString();
  if (notAfter <= now)
    return { reason, level: 'fault', text: `${name} expired ${formatDuration(now - notAfter)} ago, on ${end}` };
  if (notBefore > now + CLOCK_LEEWAY_MS) {
    const begin = new Date(notBefore).toISOString();
    return {
      reason,
      level: 'fault',
      text: `${name} is not valid before ${begin}, in ${formatDuration(notBefore - now)}`,
    };
  }
  if (issue.isKept) return undefined;
  const { warnDays, failDays } = dayLimitsOf(dates, limits);
  const left = (notAfter - now) / DAY_MS;
  if (left >= warnDays) return undefined;
  const text = `${name} ends in ${formatDuration(notAfter - now)}, on ${end}`;
  return { reason, level: left < failDays ? 'fault' : 'warning', text };
};

const chainFault = ({ chainProblem }: ServedCertificate): SecretFault | undefined =>
  chainProblem === undefined ? undefined : { reason: 'certificate_chain', level: 'warning', text: chainProblem };
