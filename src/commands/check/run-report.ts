import type { Filters, Shard } from '../../config/select.ts';
import { exitCodeOf, type Report, type Result, type Suppressed, type Telemetry, totalsOf } from '../../model/result.ts';
import { version } from '../../process/version.ts';

/** What is known of a run beside its results. */
export interface RunFacts {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly cluster: string | null;
  readonly namespaces: readonly string[] | null;
  readonly filters: Filters;
  readonly shard: Shard | null;
}

export interface Outcome {
  readonly results: readonly Result[];
  readonly suppressed: readonly Suppressed[];
  readonly warnings: readonly string[];
}

export const noTelemetry: Telemetry = { enabled: false, exporters: [] };

/** The report of a run that ends now, before anything was exported. Its exit code is that of the results alone. */
export const reportOf = (facts: RunFacts, outcome: Outcome, failOn: 'failed' | 'degraded'): Report => {
  const endedAt = Date.now();
  const totals = totalsOf(outcome.results);
  return {
    schemaVersion: 1,
    run: {
      id: facts.id,
      version,
      startedAt: new Date(facts.startedAt).toISOString(),
      endedAt: new Date(endedAt).toISOString(),
      durationMs: endedAt - facts.startedAt,
      cluster: facts.cluster,
      namespaces: facts.namespaces,
      filters: facts.filters,
      shard: facts.shard,
      exitCode: exitCodeOf(totals, failOn),
    },
    totals,
    telemetry: noTelemetry,
    suppressed: outcome.suppressed,
    warnings: outcome.warnings,
    results: outcome.results,
  };
};
