import type { TelemetryOutcome } from '../../model/result.ts';

/** A line for each exporter that failed: its endpoint, why, and what may help. */
export const lostMetrics = ({ exporters }: TelemetryOutcome): readonly string[] =>
  exporters
    .filter(({ ok }) => !ok)
    .map(({ endpoint, error = 'unknown cause', hint }) => {
      const advice = hint === undefined ? '' : ` (${hint})`;
      return `metrics were not sent to ${endpoint}: ${error}${advice}`;
    });
