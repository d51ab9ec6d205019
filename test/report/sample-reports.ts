import { hostileReport } from './hostile-report.ts';
import { fullReport, reportOf } from './sample-report.ts';

/** What every format has to bear, by name. */
export const sampleReports = [
  ['everything', fullReport],
  ['hostile text', hostileReport],
  ['nothing', reportOf([])],
] as const;
