import type { ReportedFinding, Result } from '../../../model/result.ts';
import { objectName } from '../../../report/present/names.ts';
import { clipToWidth } from '../../../text/display-width.ts';
import { formatDuration } from '../../../text/duration-text.ts';
import { pluralize } from '../../../text/pluralize.ts';
import { toOneLine } from '../../../text/sanitize.ts';
import type { RunContext } from '../run-context.ts';
import type { WaitedFor, WaitedProblem } from './waited-for.ts';

type TellerContext = Pick<RunContext, 'clock' | 'io' | 'log' | 'redactor' | 'routing'>;

/** Tells what a look at these results waits for. */
export type TellChanges = (results: readonly Result[], waited: WaitedFor) => void;

/** Most lines of one look on a terminal: the report at the end has all. */
const MOST_LINES = 12;

/**
 * Tells what changed since the look before: what is waited for now, and what no longer is; on a terminal as lines of its
 * width on standard error, else as log lines. The first look tells all that is waited for.
 */
export const createChangeTeller = (context: TellerContext): TellChanges => {
  let known: ReadonlyMap<string, OpenProblem> = new Map();
  let isFirst = true;
  const tellMany = createTeller(context);
  return (results, waited) => {
    const open = openProblems(results, waited);
    const begun = [...open].filter(([key, { progress }]) => known.get(key)?.progress !== progress);
    const ended = [...known].filter(([key]) => !open.has(key));
    tellMany(
      '✓',
      'No longer waited for',
      ended.map(([, { name }]) => name),
    );
    tellMany(
      '…',
      'Waiting for health',
      begun.map(([, { text }]) => text),
    );
    if (isFirst && waited.persisting > 0)
      tellMany('·', 'Not waited for', [`${pluralize(waited.persisting, 'problem')} from before, told in the report`]);
    known = open;
    isFirst = false;
  };
};

const createTeller = ({ clock, io, log, redactor, routing }: TellerContext) => {
  const writeLine = (mark: string, text: string): void => {
    const elapsed = formatDuration(Math.round(clock.elapsedMs() / 1000) * 1000);
    const line = redactor.text(`${elapsed.padStart(7)} ${mark} ${text}`);
    io.stderr(`${clipToWidth(line, (io.terminal.columns || 80) - 1)}\n`);
  };
  const writeLines = (mark: string, texts: readonly string[]): void => {
    const shown = texts.length > MOST_LINES ? texts.slice(0, MOST_LINES - 1) : texts;
    for (const text of shown) writeLine(mark, text);
    if (shown.length < texts.length) writeLine(mark, `and ${texts.length - shown.length} more`);
  };
  return (mark: string, message: string, texts: readonly string[]): void => {
    if (routing.isWatched) writeLines(mark, texts);
    else for (const text of texts) log.info(message, { waiting_for: text });
  };
};

interface OpenProblem {
  readonly name: string;
  readonly text: string;
  /** What has to differ for the same problem to be told again: not its age. */
  readonly progress: string;
}

const openProblems = (results: readonly Result[], { problems }: WaitedFor): ReadonlyMap<string, OpenProblem> => {
  const findings = new Map(
    results.flatMap((result) => result.findings.map((finding) => [finding.fingerprint, finding])),
  );
  return new Map(
    problems.map((problem) => [problem.fingerprint, openProblem(problem, findings.get(problem.fingerprint))]),
  );
};

const openProblem = (problem: WaitedProblem, finding: ReportedFinding | undefined): OpenProblem => {
  const { object, message, service, check, reason } = problem;
  const { state, wanted, responsive } = finding?.evidence ?? {};
  const name = object === undefined ? `${toOneLine(service)}/${toOneLine(check)}` : objectName(object);
  const count = wanted === undefined ? '' : ` ${responsive}/${wanted}`;
  return {
    name,
    text: `${name}${count}: ${toOneLine(message)}`,
    progress: [reason, state, responsive].join(' '),
  };
};
