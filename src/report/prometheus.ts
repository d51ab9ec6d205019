import { expositionOf } from '../exposition.ts';
import { pointsOf } from '../points.ts';
import type { Reporter } from './reporter.ts';

/** The metrics of the run as text, for a textfile collector. */
export const prometheus: Reporter = (report, { job }) => expositionOf(pointsOf(report, job));
