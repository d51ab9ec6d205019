import type { Report } from '../../model/result.ts';
import type { RenderOptions } from '../present/render-options.ts';

/** Makes the whole text of a report, with its last line feed. Pure. */
export type ReportRenderer = (report: Report, options: RenderOptions) => string;
