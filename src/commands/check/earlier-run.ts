import { compareReports, type EarlierRun } from '../../findings/changes/compare-reports.ts';
import { comparisonWarnings } from '../../findings/changes/comparison-warnings.ts';
import { hasNewFault } from '../../findings/changes/mark-changes.ts';
import { UsageError } from '../../model/errors.ts';
import type { Report } from '../../model/result.ts';
import { isNothingVerified } from '../../model/status.ts';
import type { CheckFlags } from './flags.ts';

/** The report that `--since` names, or, under `--cronjob`, why it cannot be used; neither without the flag. */
export interface Comparison {
  readonly earlier?: EarlierRun;
  readonly unusable?: string;
}

/**
 * Refuses flags of a comparison that do not fit together.
 * @throws {UsageError}
 */
export const refuseUnfitFlags = ({ failOn, since, snapshot }: CheckFlags): void => {
  if (failOn === 'new' && since === undefined)
    throw new UsageError('--fail-on new needs --since REPORT.json: the report that tells what is not new');
  if (since === '-' && snapshot === '-')
    throw new UsageError('--since - and --snapshot - both read standard input: name a file for one of them');
};

/**
 * Reads the earlier report. A monitor goes on without it: under `--cronjob` one that cannot be used is a warning.
 * @throws {UsageError} when it cannot be used.
 */
export const readComparison = async ({ since, cronjob }: CheckFlags): Promise<Comparison> => {
  if (since === undefined) return {};
  const { readEarlierReport } = await import('../input/earlier-report.ts');
  return readEarlierReport(since).then(
    (earlier) => ({ earlier }),
    (error: unknown) => {
      if (!cronjob || !(error instanceof UsageError)) throw error;
      return { unusable: `${error.message}; nothing was compared` };
    },
  );
};

/** The report with what changed since the earlier one, where there is one. */
export const compareWithEarlier = (report: Report, { earlier, unusable }: Comparison): Report => {
  if (earlier === undefined)
    return unusable === undefined ? report : { ...report, warnings: [...report.warnings, unusable] };
  const compared = compareReports(report, earlier);
  return { ...compared, warnings: [...report.warnings, ...comparisonWarnings(report, earlier)] };
};

/** The exit code of `--fail-on new`: 1 when something is new that is more than a warning, and when nothing was verified. */
export const exitCodeOfNew = (report: Report): 0 | 1 =>
  hasNewFault(report) || isNothingVerified(report.totals) ? 1 : 0;
