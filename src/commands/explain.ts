import type { CheckMetadata } from '../check/check.ts';
import { UsageError } from '../model/errors.ts';
import { isOwnReason, reasons } from '../model/reasons.ts';
import { suggestAlternatives } from '../text/nearest-word.ts';
import { stringifyPortably } from '../text/portable-json.ts';
import type { CommandIo } from './command-line/io.ts';
import { checkDocument, reasonDocument } from './explain/documents.ts';
import { checkText, reasonText } from './explain/explanation-text.ts';
import { findExplained, findNamed } from './explain/find-explained.ts';
import type { CommandInput } from './input/configuration.ts';

export interface ExplainOptions extends CommandInput {
  /** A check (`crash-loops`, `pods/crash-loops`, `cluster/crash-loops`), a registration (`shop/front-page`) or a reason. */
  readonly subject: string;
  readonly output: 'text' | 'json';
}

/**
 * Prints one check: what it verifies, why, what to do, its parameters with an example, and what it needs; or one reason:
 * what it means and which checks find it. Returns the exit code.
 * @throws {UsageError} when there is no such check or reason.
 */
export const explainSubject = async (options: ExplainOptions, io: CommandIo): Promise<number> => {
  const { subject, catalogue, output } = options;
  const check = await findExplained(subject, options, io);
  const width = io.isTerminal ? io.columns : 0;
  if (check !== undefined) {
    const document = checkDocument(check);
    io.stdout(output === 'json' ? `${stringifyPortably(document, 2)}\n` : checkText(document, width));
    return 0;
  }
  const reason = reasonDocument(subject, catalogue);
  if (reason === undefined) throw unknownSubject(subject, catalogue);
  io.stdout(output === 'json' ? `${stringifyPortably(reason, 2)}\n` : reasonText(reason, width));
  return 0;
};

/** Whether a subject is a check or a reason of kavmon itself. */
export const isBuiltIn = (subject: string, builtIn: readonly CheckMetadata[]): boolean =>
  findNamed(subject, builtIn) !== undefined || Object.hasOwn(reasons, subject);

const unknownSubject = (subject: string, catalogue: readonly CheckMetadata[]): UsageError => {
  if (isOwnReason(subject) && subject.includes('_'))
    return new UsageError(
      `"${subject}" is no registration; a reason of an own check is explained by the check that reports it`,
    );
  const known = [...catalogue.map(({ name }) => name), ...Object.keys(reasons)];
  const word = subject.slice(subject.lastIndexOf('/') + 1);
  return new UsageError(`unknown check or reason "${subject}": ${suggestAlternatives(word, known)}`);
};
