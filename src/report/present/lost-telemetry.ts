import type { TelemetryOutcome } from '../../model/result.ts';

/** A line for each exporter that failed: what was not sent where to, why, and what may help. */
export const lostTelemetry = ({ exporters }: TelemetryOutcome): readonly string[] =>
  exporters
    .filter(({ ok }) => !ok)
    .map(({ signal, endpoint, error = 'unknown cause', hint }) => {
      const advice = hint === undefined ? '' : ` (${hint})`;
      return `${signal} were not sent to ${endpoint}: ${error}${advice}`;
    });
