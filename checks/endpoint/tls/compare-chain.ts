import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareDaysLeft, daysLeft } from '../../../src/expectations/days-left.ts';
import type { TlsAnswer } from '../../../src/probes/tls.ts';

interface DayLimits {
  readonly warnDays: number;
  readonly failDays: number;
}

/** Compares the dates of every certificate of the chain. */
export const compareDates = (answer: TlsAnswer, now: number, limits: DayLimits): readonly Comparison[] =>
  answer.chain.flatMap(({ subject, notBefore, notAfter }) => [
    ...compareDaysLeft({ name: `certificate ${subject}`, at: notAfter, past: 'tls_expired' }, now, limits),
    {
      name: `certificate ${subject}`,
      operator: 'notBefore',
      expected: new Date(now).toISOString(),
      actual: new Date(notBefore).toISOString(),
      status: notBefore <= now ? ('pass' as const) : ('fail' as const),
      reason: 'tls_expired' as const,
      text: `certificate ${subject} is not valid before ${new Date(notBefore).toISOString()}`,
    },
  ]);

/** A verdict on the whole chain; `problem` is why it does not hold, null when it does. */
export const compareVerdict = (
  name: string,
  problem: string | null,
  reason: 'tls_untrusted' | 'tls_name',
): Comparison => ({
  name,
  operator: 'is',
  expected: true,
  actual: problem ?? true,
  status: problem === null ? 'pass' : 'fail',
  reason,
  text: `not ${name}: ${problem}`,
});

/** Evidence of every finding: protocol, cipher and chain. */
export const tlsEvidence = ({ chain, protocol, cipher }: TlsAnswer, now: number) => ({
  protocol,
  cipher,
  chain: chain.map(({ subject, issuer, serial, notBefore, notAfter, names }) => ({
    subject,
    issuer,
    serial,
    names,
    notBefore: new Date(notBefore).toISOString(),
    notAfter: new Date(notAfter).toISOString(),
    daysLeft: daysLeft(notAfter, now),
  })),
});
