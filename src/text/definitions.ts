import { wrapText } from './display-width.ts';

/** A term with what it means. */
export interface Definition {
  readonly term: string;
  readonly meaning: string;
  /** Steps that it is moved in. */
  readonly depth?: number;
}

const STEP = '  ';

/**
 * Terms with their meanings below them, for texts that would leave a column of a terminal too narrow. Lines are broken at
 * `width`; 0 breaks nothing.
 */
export const formatDefinitions = (definitions: readonly Definition[], width = 0): string =>
  definitions
    .flatMap(({ term, meaning, depth = 0 }) => [
      ...indentLines(term, STEP.repeat(depth + 1), width),
      ...(meaning === '' ? [] : indentLines(meaning, STEP.repeat(depth + 3), width)),
    ])
    .map((line) => `${line}\n`)
    .join('');

const indentLines = (text: string, indent: string, width: number): readonly string[] =>
  wrapText(text, width === 0 ? Number.POSITIVE_INFINITY : width - indent.length).map((line) => indent + line);
