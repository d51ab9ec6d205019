import type { LogFormat, LogLevel } from '../../log/log-event.ts';
import { levelNumbers } from '../../log/log-event.ts';
import { parseOutputs, type ReportOutput } from '../../report/output/destinations.ts';

/** Where a run's documents and log lines go (`README.md`, Output). */
export interface OutputRouting {
  readonly outputs: readonly ReportOutput[];
  readonly log: { readonly to: 'stdout' | 'stderr'; readonly level: LogLevel; readonly format: LogFormat };
  /** Progress is shown: a person watches. */
  readonly isWatched: boolean;
}

interface OutputFlags {
  readonly output: readonly string[];
  /** Undefined: not said. */
  readonly logLevel?: LogLevel | undefined;
  readonly logFormat?: LogFormat | undefined;
}

/**
 * Standard output carries the documents that were asked for; without any, the table on a terminal, the report at level
 * warning and above, else the log. The log makes way to standard error, and says less to a person who did not ask for it.
 * @throws {UsageError} on an unknown format, and when two documents go to one place.
 */
export const routeOutput = (
  { output, logLevel, logFormat }: OutputFlags,
  isTerminal: boolean,
  isErrorTerminal = isTerminal,
): OutputRouting => {
  const requested = parseOutputs(output.map((one) => (one === STANDARD_OUTPUT ? 'table' : one)));
  const isQuiet = levelNumbers[logLevel ?? 'info'] >= levelNumbers.warning;
  const hasDocument = requested.some(({ path }) => path === undefined);
  const outputs: readonly ReportOutput[] = hasDocument
    ? requested
    : [...requested, ...defaultOutputs(isTerminal, isQuiet)];
  const isLogOnStdout = !outputs.some(({ path }) => path === undefined);
  const isForPerson = isErrorTerminal && !isLogOnStdout;
  return {
    outputs,
    log: {
      to: isLogOnStdout ? 'stdout' : 'stderr',
      level: logLevel ?? levelForPerson(isForPerson, isTerminal),
      format: logFormat ?? (isForPerson ? 'text' : 'logstash'),
    },
    isWatched: isForPerson,
  };
};

/** `-o -`: what a terminal would show, on standard output also where that is none. */
const STANDARD_OUTPUT = '-';

/** A document in a pipe has the warnings in it; the terminal beside it gets only what the document cannot say. */
const levelForPerson = (isForPerson: boolean, isTerminal: boolean): LogLevel => {
  if (!isForPerson) return 'info';
  return isTerminal ? 'warning' : 'error';
};

const defaultOutputs = (isTerminal: boolean, isQuiet: boolean): readonly ReportOutput[] => {
  if (isQuiet) return [{ format: 'avmon' }];
  return isTerminal ? [{ format: 'table' }] : [];
};
