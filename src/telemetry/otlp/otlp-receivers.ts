import type { ExportJob, TelemetryReceiver } from '../receiver.ts';
import { publicAddress } from '../transport/public-address.ts';
import type { SdkExporter } from './exporters.ts';
import { otlpHints, sendOtlp } from './otlp.ts';
import type { OtlpSettings, Signal } from './otlp-settings.ts';

/** What one signal sends, as the SDK has it. */
type CollectData = (job: ExportJob) => Promise<Parameters<SdkExporter['export']>[0]>;

/** A receiver for each signal that is sent by OTLP; spans of a trace that is not sampled are nobody's. */
export const otlpReceivers = (job: ExportJob, collectMetrics: CollectData): readonly TelemetryReceiver[] => {
  const collectors: Readonly<Record<Signal, CollectData>> = {
    metrics: collectMetrics,
    traces: collectSpans,
    logs: collectLogRecords,
  };
  return job.settings.otlp
    .filter(({ signal }) => signal !== 'traces' || job.settings.trace?.sampled === true)
    .map((settings) => otlpReceiver(settings, collectors[settings.signal], job));
};

const otlpReceiver = (otlp: OtlpSettings, collect: CollectData, job: ExportJob): TelemetryReceiver => ({
  signal: otlp.signal,
  protocol: otlp.protocol,
  endpoint: publicAddress(otlp.endpoint),
  hints: otlpHints(otlp),
  send: async () => sendOtlp(await collect(job), { ...otlp, budget: job.budget, env: job.env }),
});

const collectSpans: CollectData = async ({ report, redact, settings: { trace }, place, warn }) => {
  const [{ runResourceOf }, { spansOf, SPANS_LIMIT }, { sdkSpansOf }] = await Promise.all([
    import('../resource.ts'),
    import('../traces/spans-of-report.ts'),
    import('../traces/sdk-spans.ts'),
  ]);
  if (trace === null) return [];
  const spans = spansOf(redact(report), trace);
  const more = spans.length - SPANS_LIMIT;
  if (more > 0) warn(`${SPANS_LIMIT} spans are sent at most: ${more} of attempts and phases are left out`);
  return sdkSpansOf(spans.slice(0, SPANS_LIMIT), trace, runResourceOf(place, report.run));
};

const collectLogRecords: CollectData = async ({ report, logged, place, warn }) => {
  const [{ runResourceOf }, { sdkLogRecordsOf }] = await Promise.all([
    import('../resource.ts'),
    import('../logs/sdk-log-records.ts'),
  ]);
  if (logged === undefined) return [];
  const cut = logged.cut();
  if (cut > 0)
    warn(
      `the run logs more than a collector takes at once: ${cut} log records are sent without documents or not at all`,
    );
  return sdkLogRecordsOf(logged.events(), runResourceOf(place, report.run));
};
