import { resolve } from 'node:path';
import { UsageError } from '../../model/errors.ts';
import { suggestAlternatives } from '../../text/nearest-word.ts';
import { type ReportFormat, reportFormats } from '../formats/index.ts';

/** One document and where it goes; no path is standard output. */
export interface ReportOutput {
  readonly format: ReportFormat;
  readonly path?: string;
}

/**
 * The value of one `-o`: `FORMAT` or `FORMAT=PATH`, with `-` for standard output.
 * @throws {UsageError} on an unknown format or an empty path.
 */
export const parseOutput = (text: string): ReportOutput => {
  const at = text.indexOf('=');
  const name = (at === -1 ? text : text.slice(0, at)).trim().toLowerCase();
  const format = reportFormats.find((known) => known === name);
  if (format === undefined)
    throw new UsageError(`unknown output format "${name}": ${suggestAlternatives(name, reportFormats)}`);
  if (at === -1) return { format };
  const path = text.slice(at + 1);
  if (path.trim() === '') throw new UsageError(`the output format ${format} has "=" but no path after it`);
  return path === '-' ? { format } : { format, path };
};

/**
 * All values of `-o`.
 * @throws {UsageError} also when two documents go to one path.
 */
export const parseOutputs = (texts: readonly string[]): readonly ReportOutput[] => {
  const outputs = texts.map(parseOutput);
  const taken = new Map<string, ReportFormat>();
  for (const { format, path } of outputs) {
    const target = path === undefined ? '' : resolve(path);
    const other = taken.get(target);
    if (other !== undefined) {
      const where = path === undefined ? 'standard output' : path;
      throw new UsageError(`the outputs ${other} and ${format} both go to ${where}: give one of them another path`);
    }
    taken.set(target, format);
  }
  return outputs;
};
