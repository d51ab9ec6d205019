import { exportMetrics } from '../../src/metrics/export-metrics.ts';
import { telemetrySettings } from '../../src/metrics/telemetry-settings.ts';
import type { Report } from '../../src/model/result.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';

/** Sends the report's metrics as the CronJob `kavmon-pods` in the namespace `ops`, with the label `team=core`. */
export const sendReport = async (of: Report, env: NodeJS.ProcessEnv, budgetMs = 1500) => {
  const warnings: string[] = [];
  const printed: string[] = [];
  const started = performance.now();
  const telemetry = await exportMetrics(of, {
    settings: telemetrySettings(env, budgetMs),
    place: { namespace: 'ops', cronJob: 'kavmon-pods' },
    labels: { team: 'core' },
    env,
    print: (text) => printed.push(text),
    redact: (whole) => createRedactor().json(whole),
    warn: (text) => warnings.push(text),
  });
  return { telemetry, exporter: telemetry.exporters[0], warnings, printed, ms: performance.now() - started };
};
