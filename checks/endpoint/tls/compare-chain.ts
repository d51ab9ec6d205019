import type { Comparison } from '../../../src/expectations/comparison.ts';
import { daysLeft } from '../../../src/expectations/days-left.ts';
import type { TlsAnswer } from '../../../src/probes/tls.ts';

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
