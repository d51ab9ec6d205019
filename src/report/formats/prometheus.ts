import { pointsOf } from '../../metrics/data-points.ts';
import { expositionOf } from '../../metrics/prometheus-text.ts';
import type { Reporter } from './reporter.ts';

/** The metrics of the run as text, for a textfile collector. */
export const prometheus: Reporter = (report, { job }) => expositionOf(pointsOf(report, job));
