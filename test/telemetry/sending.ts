import { createServer, type RequestListener } from 'node:http';
import type { Report } from '../../src/model/result.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { exportTelemetry } from '../../src/telemetry/export-telemetry.ts';
import { telemetrySettings } from '../../src/telemetry/telemetry-settings.ts';
import { stopAfterTest } from '../support/for-test.ts';
import { type OtlpOptions, type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { makeReport, makeResult } from '../support/sample-report.ts';
import { trackServer } from '../support/tcp-server.ts';

/** Sends the report's metrics as the CronJob `kavmon-pods` in the namespace `ops`, with the label `team=core`. */
export const sendReport = async (of: Report, env: NodeJS.ProcessEnv, budgetMs = 1500) => {
  const warnings: string[] = [];
  const printed: string[] = [];
  const started = performance.now();
  const telemetry = await exportTelemetry(of, {
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

/** The same of a report with one healthy check. */
export const sendMetrics = (
  env: NodeJS.ProcessEnv,
  { budgetMs = 1500, of = makeReport([makeResult()]) as Report } = {},
) => sendReport(of, env, budgetMs);

/** Starts an OTLP endpoint, and stops it after the test. */
export const startOtlp = (options: OtlpOptions = {}): Promise<OtlpReceiver> =>
  stopAfterTest(startOtlpReceiver(options));

/** Starts a receiver that answers so, and stops after the test. Returns its address. */
export const startReceiver = async (answer: RequestListener): Promise<string> => {
  const { port } = await stopAfterTest(trackServer(createServer(answer)));
  return `http://127.0.0.1:${port}`;
};
