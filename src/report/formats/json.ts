import { stringifyPortably } from '../../text/portable-json.ts';
import type { ReportRenderer } from './report-renderer.ts';

/** The report as it is; `schemas/report.schema.json` describes it. */
export const renderJson: ReportRenderer = (report) => `${stringifyPortably(report, 2)}\n`;
