import { findProblems } from '../../../findings/problems/find-problems.ts';
import type { Problem, Result } from '../../../model/result.ts';
import { objectName } from '../../../report/present/names.ts';
import { formatDuration } from '../../../text/duration-text.ts';
import { toOneLine } from '../../../text/sanitize.ts';
import type { RunContext } from '../run-context.ts';

/**
 * Tells what changed since the look before: what is not healthy now, and what no longer is; on a terminal as lines on
 * standard error, else as log lines. The first look tells all that is open.
 */
export const createChangeTeller = ({
  clock,
  io,
  log,
  redactor,
  routing,
}: Pick<RunContext, 'clock' | 'io' | 'log' | 'redactor' | 'routing'>): ((results: readonly Result[]) => void) => {
  let known: ReadonlyMap<string, OpenProblem> = new Map();
  const tell = (mark: string, message: string, text: string): void => {
    const elapsed = formatDuration(Math.round(clock.elapsedMs() / 1000) * 1000);
    if (routing.isWatched) io.stderr(redactor.text(`${elapsed.padStart(7)} ${mark} ${text}\n`));
    else log.info(message, { waiting_for: text });
  };
  return (results) => {
    const open = openProblems(results);
    for (const [key, { text, progress }] of open)
      if (known.get(key)?.progress !== progress) tell('…', 'Waiting for health', text);
    for (const [key, { text }] of known) if (!open.has(key)) tell('✓', 'No longer waited for', text);
    known = open;
  };
};

interface OpenProblem {
  readonly text: string;
  /** What has to differ for the same problem to be told again: not its age. */
  readonly progress: string;
}

const openProblems = (results: readonly Result[]): ReadonlyMap<string, OpenProblem> => {
  const progress = new Map(
    results.flatMap(({ findings }) =>
      findings.map(({ fingerprint, reason, evidence }) => [fingerprint, `${reason} ${String(evidence.responsive)}`]),
    ),
  );
  return new Map(
    findProblems(results).problems.map((problem) => [
      problem.fingerprint,
      { text: problemText(problem), progress: progress.get(problem.fingerprint) ?? String(problem.reason) },
    ]),
  );
};

const problemText = ({ object, message, service, check }: Problem): string =>
  `${object === undefined ? `${toOneLine(service)}/${toOneLine(check)}` : objectName(object)}: ${toOneLine(message)}`;
