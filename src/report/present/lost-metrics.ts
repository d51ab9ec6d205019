import type { Telemetry } from '../../model/result.ts';

/** What was not sent, to whom, why and what to do about it: a line for each receiver that did not get its numbers. */
export const lostMetrics = ({ exporters }: Telemetry): readonly string[] =>
  exporters
    .filter(({ ok }) => !ok)
    .map(({ endpoint, error = 'unknown cause', hint }) => {
      const advice = hint === undefined ? '' : ` (${hint})`;
      return `metrics were not sent to ${endpoint}: ${error}${advice}`;
    });
