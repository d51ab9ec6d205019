import * as z from 'zod';
import type { Comparison } from '../../../src/expectations/comparison.ts';
import type { StapleFacts } from '../../../src/probes/ocsp/staple.ts';
import type { TlsAnswer } from '../../../src/probes/tls.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';

/** The parameter that says what an answer of OCSP beside the certificate means. */
export const stapleParam = () =>
  z
    .enum(['judged', 'required', 'ignored'])
    .default('judged')
    .describe(
      'Answer of OCSP that the server hands out with its certificate ("staple"): judged where there is one, or required; without one nothing is known of a revocation',
    );

type StapleAnswer = Pick<TlsAnswer, 'staple' | 'mustStaple'>;

/** A clock may be that far behind the one of the authority. */
const CLOCK_TOLERANCE_MS = 300_000;

/**
 * Compares the staple. A certificate that is revoked has failed; a staple that proves nothing is a fault where clients refuse
 * the certificate without one, or it is required, else a warning: other clients pass over it.
 */
export const compareStaple = (
  answer: StapleAnswer,
  now: number,
  mode: z.output<ReturnType<typeof stapleParam>>,
): readonly Comparison[] => {
  const isNeeded = mode === 'required' || answer.mustStaple;
  if (mode === 'ignored' || (answer.staple === null && !isNeeded)) return [];
  const found = judgeStaple(answer, now);
  const status = found.status === 'warn' && isNeeded ? 'fail' : found.status;
  return [{ name: 'OCSP staple', operator: 'is', expected: 'good', ...found, status }];
};

type JudgedStaple = Pick<Comparison, 'actual' | 'status' | 'reason' | 'text'>;

const judgeStaple = ({ staple, mustStaple }: StapleAnswer, now: number): JudgedStaple => {
  const reason = 'tls_staple';
  if (staple === null) {
    const why = mustStaple ? ', and the certificate says that it is not to be taken without one (must-staple)' : '';
    const text = `the server sends no answer of OCSP with its certificate${why}`;
    return { actual: 'none', status: 'fail', reason, text };
  }
  const { status } = staple;
  if (status === 'revoked')
    return { actual: status, status: 'fail', reason: 'tls_revoked', text: describeRevocation(staple) };
  const problem = stapleProblem(staple, now);
  if (problem !== undefined)
    return { actual: status ?? 'unproven', status: 'warn', reason, text: `the answer of OCSP that is sent ${problem}` };
  return { actual: 'good', status: 'pass', reason, text: 'the authority says that the certificate is not revoked' };
};

const describeRevocation = ({ revokedAt, revocationReason }: StapleFacts): string => {
  const when = revokedAt === null ? '' : ` on ${new Date(revokedAt).toISOString()}`;
  return `the authority has revoked the certificate${when}${revocationReason === null ? '' : ` (${revocationReason})`}`;
};

const stapleProblem = (staple: StapleFacts, now: number): string | undefined => {
  const { status, problem, thisUpdate, validUntil } = staple;
  if (problem !== null) return `proves nothing: ${problem}`;
  if (validUntil !== null && validUntil <= now)
    return `ended on ${new Date(validUntil).toISOString()}, ${formatDuration(now - validUntil)} ago: the server has got no newer one`;
  if (thisUpdate !== null && thisUpdate > now + CLOCK_TOLERANCE_MS)
    return `is not valid before ${new Date(thisUpdate).toISOString()}`;
  return status === 'good' ? undefined : 'says that the authority does not know the certificate (unknown)';
};

/** The staple as evidence of a finding. */
export const stapleEvidence = ({ staple }: StapleAnswer) =>
  staple && {
    status: staple.status,
    problem: staple.problem,
    thisUpdate: formatTime(staple.thisUpdate),
    validUntil: formatTime(staple.validUntil),
    revokedAt: formatTime(staple.revokedAt),
    revocationReason: staple.revocationReason,
  };

const formatTime = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
