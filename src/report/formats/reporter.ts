import type { styleText } from 'node:util';
import type { Report } from '../../model/result.ts';

/** A format of `util.styleText`: a colour, `bold`, `dim`. */
export type Style = Parameters<typeof styleText>[0];

/** Where a report will be read. */
export interface Page {
  /** Columns of the terminal; of a file, what its reader's window is taken to have. */
  readonly width: number;
  /** Colours a text, or leaves it as it is. */
  readonly paint: (style: Style, text: string) => string;
  /** The stable name of the schedule, a label of metrics. */
  readonly job: string;
}

/** Makes the whole text of a report, with its last line feed. Pure. */
export type Reporter = (report: Report, page: Page) => string;

/** A page without colours. */
export const plainPage: Page = { width: 100, paint: (_style, text) => text, job: 'kavmon' };
