import type { RenderOptions } from '../../report/present/render-options.ts';
import { wrapText } from '../../text/display-width.ts';

/** What lines of a triage depend on. */
export type TextOptions = Pick<RenderOptions, 'width' | 'paint'>;

/** Columns before what is said of a link's objects. */
export const EVIDENCE_INDENT = ' '.repeat(8);

/** The lines of a text behind this indent. */
export const wrapLines = (text: string, indent: string, { width }: TextOptions): readonly string[] =>
  wrapText(text, Math.max(20, width - indent.length)).map(
    (line, index) => `${index === 0 ? indent : ' '.repeat(indent.length)}${line}`,
  );
