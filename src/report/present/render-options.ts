import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

/** A format of `util.styleText`: a colour, `bold`, `dim`. */
export type TextStyle = Parameters<typeof styleText>[0];

/** What a rendered report depends on beside the report. */
export interface RenderOptions {
  /** Columns of the terminal; of a file, those that its reader's window is taken to have. */
  readonly width: number;
  /** Colours a text, or leaves it as it is. */
  readonly paint: (style: TextStyle, text: string) => string;
  /** Rows of the terminal; null: no terminal, the document is read from its beginning. */
  readonly rows: number | null;
  /** Lists healthy and skipped checks too, of which there are else only counts. */
  readonly verbose: boolean;
  /** The stable name of the schedule, a label of metrics. */
  readonly job: string;
}

/** For a file: 100 columns, no colours. */
export const fileRenderOptions: RenderOptions = {
  width: 100,
  rows: null,
  verbose: false,
  paint: (_style, text) => text,
  job: 'kavmon',
};

/**
 * Options for a stream: colours as it, NO_COLOR and FORCE_COLOR have it, its width between 40 and 200 columns, or 100 where it has
 * none, or none yet (0).
 */
export const terminalRenderOptions = (
  stream: NodeJS.WritableStream & Partial<Pick<WriteStream, 'columns' | 'rows' | 'isTTY'>>,
  { job, verbose }: Pick<RenderOptions, 'job' | 'verbose'>,
): RenderOptions => ({
  rows: stream.isTTY === true ? stream.rows || 24 : null,
  verbose,
  width: Math.min(200, Math.max(40, stream.columns || 100)),
  paint: (style, text) => styleText(style, text, { stream }),
  job,
});
