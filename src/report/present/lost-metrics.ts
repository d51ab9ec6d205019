import type { TelemetryOutcome } from '../../model/result.ts';

/** A line for each exporter that failed: its endpoint, why, and what may help. */
export const lostMetrics = ({ exporters }: TelemetryOutcome): readonly string[] =>
  exporters
    .filter(({ ok }) => !ok)
    .map(({ protocol, endpoint, error = 'unknown cause', hint }) => {
      const advice = hint === undefined ? '' : ` (${hint})`;
      const what = protocol === 'alertmanager' ? 'alerts' : 'metrics';
      return `${what} were not sent to ${endpoint}: ${error}${advice}`;
    });
