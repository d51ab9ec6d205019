import { replaceLoneSurrogates } from '../../text/well-formed.ts';
import type { ReportRenderer } from './report-renderer.ts';

/** The report as it is; `schemas/report.schema.json` describes it. */
export const renderJson: ReportRenderer = (report) => `${JSON.stringify(report, replaceLoneSurrogates, 2)}\n`;
