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
  /** The stable name of the schedule, a label of metrics. */
  readonly job: string;
}

/** For a file: 100 columns, no colours. */
export const fileRenderOptions: RenderOptions = { width: 100, paint: (_style, text) => text, job: 'kavmon' };

/**
 * Options for a stream: colours as it, NO_COLOR and FORCE_COLOR have it, its width between 40 and 200 columns, or 100 where it has
 * none, or none yet (0).
 */
export const terminalRenderOptions = (
  stream: NodeJS.WritableStream & Partial<Pick<WriteStream, 'columns'>>,
  job: string,
): RenderOptions => ({
  width: Math.min(200, Math.max(40, stream.columns || 100)),
  paint: (style, text) => styleText(style, text, { stream }),
  job,
});
