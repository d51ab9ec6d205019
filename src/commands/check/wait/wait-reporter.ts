import type { ReportedFinding, Result } from '../../../model/result.ts';
import { objectName } from '../../../report/present/names.ts';
import { clipToWidth } from '../../../text/display-width.ts';
import { formatDuration } from '../../../text/duration-text.ts';
import { pluralize } from '../../../text/pluralize.ts';
import { toOneLine } from '../../../text/sanitize.ts';
import type { RunContext } from '../run-context.ts';
import type { WaitedFor, WaitedProblem } from './waited-for.ts';

type ReporterContext = Pick<RunContext, 'clock' | 'io' | 'log' | 'redactor' | 'routing'>;

/** Reports what is waited for after a look at these results. */
export type ReportWait = (results: readonly Result[], waited: WaitedFor) => void;

/** Most lines of one look on a terminal: the report at the end has all. */
const MOST_LINES = 12;

/**
 * Reports what changed since the look before: what is waited for now, and what no longer is; on a terminal as lines of its
 * width on standard error, else as log lines. After the first look it reports all that is waited for.
 */
export const createWaitReporter = (context: ReporterContext): ReportWait => {
  let known: ReadonlyMap<string, OpenProblem> = new Map();
  let isFirst = true;
  const writeMany = createLineWriter(context);
  return (results, waited) => {
    const open = openProblems(results, waited);
    const begun = [...open].filter(([key, { progress }]) => known.get(key)?.progress !== progress);
    const ended = [...known].filter(([key]) => !open.has(key));
    writeMany(
      '✓',
      'No longer waited for',
      ended.map(([, { name }]) => name),
    );
    writeMany(
      '…',
      'Waiting for health',
      begun.map(([, { text }]) => text),
    );
    if (isFirst && waited.persisting > 0)
      writeMany('·', 'Not waited for', [`${pluralize(waited.persisting, 'problem')} from before: see the report`]);
    known = open;
    isFirst = false;
  };
};

const createLineWriter = ({ clock, io, log, redactor, routing }: ReporterContext) => {
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
  /** What has to differ for the same problem to be reported again: not its age. */
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
