import { findProblems } from '../../findings/problems/find-problems.ts';
import type { Report, Result, SuppressedFinding, TelemetryOutcome } from '../../model/result.ts';
import { exitCodeOf, totalsOf } from '../../model/status.ts';
import { kavmonVersion } from '../../process/version.ts';
import { objectSelectors } from '../input/object-selectors.ts';
import { compareWithEarlier, exitCodeOfNew } from './earlier-run.ts';
import type { RunContext } from './run-context.ts';

/** Where a run looked, as far as it is known. */
export interface ClusterScope {
  readonly cluster: string | null;
  readonly namespaces: readonly string[] | null;
  readonly serverVersion: string | null;
  readonly snapshot: Report['run']['snapshot'];
}

/** The scope of a run that has not looked at any cluster. */
export const NOWHERE: ClusterScope = { cluster: null, namespaces: null, serverVersion: null, snapshot: null };

/** What the checks of a run came to. */
export interface CheckOutcome {
  readonly results: readonly Result[];
  readonly suppressed: readonly SuppressedFinding[];
  readonly warnings: readonly string[];
  readonly scope: ClusterScope;
  /** A thread is left that cannot be ended. */
  readonly stuck: boolean;
}

const NO_TELEMETRY: TelemetryOutcome = { enabled: false, exporters: [] };

/** The report of a run that ends now, before anything was exported. Its exit code is that of the results alone. */
export const buildReport = (run: RunContext, outcome: CheckOutcome): Report => {
  const report = compareWithEarlier(describeRun(run, outcome), run.comparison);
  const { failOn } = run.flags;
  const exitCode = failOn === 'new' ? exitCodeOfNew(report) : exitCodeOf(report.totals, failOn);
  return { ...report, run: { ...report.run, exitCode } };
};

const describeRun = ({ id, startedAt, clock, flags, shard }: RunContext, outcome: CheckOutcome): Report => {
  const durationMs = Math.round(clock.elapsedMs());
  const totals = totalsOf(outcome.results);
  return {
    schemaVersion: 1,
    run: {
      id,
      version: kavmonVersion,
      startedAt: new Date(startedAt).toISOString(),
      endedAt: new Date(startedAt + durationMs).toISOString(),
      durationMs,
      ...(flags.runTimeout ? { deadlineMs: flags.runTimeout } : {}),
      cluster: outcome.scope.cluster,
      namespaces: outcome.scope.namespaces,
      serverVersion: outcome.scope.serverVersion,
      snapshot: outcome.scope.snapshot,
      filters: { group: flags.group, name: flags.name, service: flags.service, selector: objectSelectors(flags) },
      shard,
      exitCode: exitCodeOf(totals),
    },
    totals,
    telemetry: NO_TELEMETRY,
    suppressed: outcome.suppressed,
    warnings: outcome.warnings,
    ...findProblems(outcome.results),
    results: outcome.results,
  };
};
