import { dataPointsOf } from '../../telemetry/metrics/data-points.ts';
import { renderPrometheusText } from '../../telemetry/metrics/prometheus-text.ts';
import type { ReportRenderer } from './report-renderer.ts';

/** The metrics of the run as text, for a textfile collector. */
export const renderPrometheus: ReportRenderer = (report, { job }) => renderPrometheusText(dataPointsOf(report, job));
