import type { RenderOptions } from '../../report/present/render-options.ts';
import { wrapText } from '../../text/display-width.ts';

export type StatusTextOptions = Pick<RenderOptions, 'width' | 'paint' | 'verbose'>;

export interface WorkloadTextOptions extends StatusTextOptions {
  /** The time of the document, in milliseconds since the epoch. */
  readonly now: number;
  /** Every replica is listed. */
  readonly isWhole: boolean;
}

/** Wrapped under a workload. */
export const indentText = (text: string, { width }: Pick<RenderOptions, 'width'>, indent = '  '): readonly string[] =>
  text === '' ? [] : wrapText(text, Math.max(20, width - indent.length)).map((line) => `${indent}${line}`);
