import { dataPointsOf } from '../../metrics/data-points.ts';
import { renderPrometheusText } from '../../metrics/prometheus-text.ts';
import type { ReportRenderer } from './report-renderer.ts';

/** The metrics of the run as text, for a textfile collector. */
export const renderPrometheus: ReportRenderer = (report, { job }) => renderPrometheusText(dataPointsOf(report, job));
