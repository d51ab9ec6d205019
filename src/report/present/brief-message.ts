import type { Problem, ReportedFinding } from '../../model/result.ts';
import { toOneLine } from '../../text/sanitize.ts';

/** Evidence that names the cause of a finding in words, the most precise first. */
const NAMED_CAUSES = ['portTakenBy', 'unknownHosts', 'likelyCause'];

/** An age that a message tells behind its state: `Running and not ready for 19m 18s`. */
const AGE_PATTERN = / for \d+(?:ms|s|m|h|d)(?: \d+(?:s|m|h))?(?=[:;,]|$)/;

/** What the details tell: which container it is, and of how many nodes the scheduler speaks. */
const DETAIL_PATTERN = /^container [a-z0-9-]+ (?=[a-z])|\b\d+\/\d+ nodes are available: /g;

/**
 * What a list says of a problem, where the end may be cut off: the cause first where the evidence names one, without the age
 * of the state and the name of the container, which the details tell.
 */
export const briefMessage = (problem: Problem, finding: ReportedFinding | undefined): string => {
  const message = finding?.brief ?? problem.message;
  const evidence = finding?.evidence ?? {};
  const [cause] = NAMED_CAUSES.flatMap((name) => evidence[name] ?? []).filter((text) => typeof text === 'string');
  const state = toOneLine(message).replace(AGE_PATTERN, '').replace(DETAIL_PATTERN, '');
  return cause === undefined || message.includes(cause) ? state : `likely ${toOneLine(cause)}; ${state}`;
};
