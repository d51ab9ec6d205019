import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import type { Page } from '../formats/reporter.ts';

/** The page that a stream is: colours as the stream, NO_COLOR and FORCE_COLOR have it, its width, 100 columns where it has none, or none yet (0). */
export const pageOf = (stream: NodeJS.WritableStream & Partial<Pick<WriteStream, 'columns'>>, job: string): Page => ({
  width: Math.min(200, Math.max(40, stream.columns || 100)),
  paint: (style, text) => styleText(style, text, { stream }),
  job,
});
