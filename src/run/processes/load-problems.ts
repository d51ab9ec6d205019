import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeThrown } from '../attempt/error-verdict.ts';
import { placeOfThrown } from '../attempt/thrown-place.ts';
import { ShapeError } from './module-shape.ts';
import { placeOfSyntaxError } from './syntax-place.ts';
import { listLoadedFiles, NoCheckError } from './user-modules.ts';

/** Why a module cannot be used: lines for people, each beginning with `file:line` of what is wrong. Never throws. */
export const loadProblems = (error: unknown, file: string): readonly string[] => {
  if (error instanceof ShapeError)
    return error.problems.map(({ field, message }) => `${file}:${lineOfField(file, field)}: ${message}`);
  if (error instanceof NoCheckError) return [`${file}:${lineOfExport(readLines(file))}: ${error.message}`];
  const place = placeOfFailure(error, file) ?? file;
  const inside = place.startsWith(file) ? '' : `, imported by ${file}`;
  return [`${place}: ${describeThrown(error)}${inside}`];
};

const placeOfFailure = (error: unknown, file: string): string | undefined =>
  placeInHead(error) ??
  placeOfImport(error) ??
  (error instanceof SyntaxError ? placeOfSyntaxError(listLoadedFiles()) : undefined) ??
  placeOfThrown(error, file);

/** Node puts the place before some errors: `file:///checks/queue.ts:3`, and the line below. */
const placeInHead = (error: unknown): string | undefined => {
  const [head = ''] = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return /^(?:file:\/\/|\/).*:\d+$/.test(head)
    ? head.replace(/^file:.*?(?=:\d+$)/, (url) => fileURLToPath(url))
    : undefined;
};

/** Where a module imports what is not there. */
const placeOfImport = (error: unknown): string | undefined => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  const [, missing = '', from = ''] = /Cannot find \w+ '(.*?)' imported from (.*)/.exec(message) ?? [];
  const last = missing.slice(missing.lastIndexOf('/') + 1);
  const line = readLines(from).findIndex((text) => /\b(?:import|from|require)\b/.test(text) && text.includes(last));
  return line < 0 ? undefined : `${from}:${line + 1}`;
};

const readLines = (file: string): readonly string[] => {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
};

/** The line on which a field of a check is written, or its definition begins. Counts from 1. */
const lineOfField = (file: string, field: string | undefined): number => {
  const lines = readLines(file);
  const start = lineOfExport(lines);
  if (field === undefined) return start;
  const name = field.replace(/[^\w$]/g, '.');
  const written = new RegExp(`(?:^|[\\s{,'"])${name}['"]?\\s*[:(,}]`);
  const found = lines.findIndex((text, index) => index + 1 >= start && written.test(text));
  return found < 0 ? start : found + 1;
};

/** The line on which the definition begins: that of `defineCheck`, or of an export. */
const lineOfExport = (lines: readonly string[]): number => {
  const patterns = [/\bdefineCheck\s*[(<]/, /^\s*(?:export\s+default|module\.exports)\b/, /^\s*export\b/];
  const found = patterns.map((pattern) => lines.findIndex((text) => pattern.test(text)));
  return (found.find((line) => line >= 0) ?? 0) + 1;
};
