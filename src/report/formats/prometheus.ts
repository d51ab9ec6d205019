import { pointsOf } from '../../metrics/data-points.ts';
import { expositionOf } from '../../metrics/prometheus-text.ts';
import type { ReportRenderer } from './report-renderer.ts';

/** The metrics of the run as text, for a textfile collector. */
export const renderPrometheus: ReportRenderer = (report, { job }) => expositionOf(pointsOf(report, job));
