import type { Report, TelemetryOutcome } from '../model/result.ts';
import { hasStrayPassword, UNENCODED_PASSWORD } from '../text/stray-credentials.ts';
import { alertmanagerReceivers } from './alertmanager/alertmanager-receivers.ts';
import { heartbeatReceivers } from './heartbeat/heartbeat.ts';
import { dataPointsOf } from './metrics/data-points.ts';
import { readMetricLabels } from './metrics/metric-labels.ts';
import { seriesWarnings } from './metrics/series-limits.ts';
import { prepareOtlp } from './otlp/otlp.ts';
import { otlpReceivers } from './otlp/otlp-receivers.ts';
import { groupingKeyOf, groupPath } from './pushgateway/grouping-key.ts';
import { pushgatewayHints, pushMetrics } from './pushgateway/pushgateway.ts';
import type { ExportContext, ExportJob, TelemetryReceiver } from './receiver.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';
import { explainFailure } from './transport/failure-hints.ts';
import { publicAddress } from './transport/public-address.ts';
import { startBudget } from './transport/sending-budget.ts';

/** Loads the modules that these settings need, so that it can happen while the checks run. Rejects when one cannot be loaded. */
export const prepareExport = async ({ otlp, console }: TelemetrySettings): Promise<void> => {
  await Promise.all([...(otlp.length === 0 && !console ? [] : [loadSdk()]), ...otlp.map(prepareOtlp)]);
};

const loadSdk = () => Promise.all([import('./metrics/collect-metrics.ts'), import('./resource.ts')]);

/**
 * Sends the telemetry of a run to every configured receiver, within the budget of the settings. Resolves to what became of
 * each; never rejects, since lost telemetry does not make a service unhealthy.
 */
export const exportTelemetry = async (report: Report, context: ExportContext): Promise<TelemetryOutcome> => {
  const budget = startBudget(context.settings.budgetMs);
  const points = dataPointsOf(report, context.place.cronJob ?? 'kavmon');
  for (const warning of seriesWarnings(points, report.results)) context.warn(warning);
  const exporters = await Promise.all(configuredReceivers({ ...context, budget, report, points }).map(sendAndReport));
  return { enabled: true, exporters };
};

const sendAndReport = async ({
  signal,
  protocol,
  endpoint,
  hints,
  send,
}: TelemetryReceiver): Promise<TelemetryOutcome['exporters'][number]> => {
  const identity = { signal, protocol, endpoint };
  const startedAt = performance.now();
  const elapsed = () => Math.round(performance.now() - startedAt);
  try {
    await send();
    return { ...identity, ok: true, durationMs: elapsed() };
  } catch (error) {
    return { ...identity, ok: false, durationMs: elapsed(), ...explainFailure(error, hints) };
  }
};

const configuredReceivers = (job: ExportJob): readonly TelemetryReceiver[] => {
  const { console, pushgateway, alertmanager, heartbeat } = job.settings;
  let collecting: CollectedMetrics | undefined;
  const metrics = (): CollectedMetrics => {
    collecting ??= collectForOtel(job);
    return collecting;
  };
  return [
    ...otlpReceivers(job, metrics),
    ...(console ? [consoleReceiver(metrics, job)] : []),
    ...(pushgateway === null ? [] : [pushgatewayReceiver(pushgateway, job)]),
    ...(alertmanager === null ? [] : alertmanagerReceivers(alertmanager, job)),
    ...(heartbeat === null ? [] : heartbeatReceivers(heartbeat, job)),
  ];
};

const consoleReceiver = (metrics: () => CollectedMetrics, { print }: ExportJob): TelemetryReceiver => ({
  signal: 'metrics',
  protocol: 'console',
  endpoint: 'stderr',
  hints: { status: {}, texts: [] },
  send: async () => print(`${JSON.stringify((await metrics()).scopeMetrics)}\n`),
});

type CollectedMetrics = ReturnType<typeof collectForOtel>;

/** The points as the SDK's data. */
const collectForOtel = async ({ points, report, place, labels, env, warn }: ExportJob) => {
  const [{ collectMetrics }, { repeatedAttributes, resourceOf, resourceWarning }] = await loadSdk();
  const own = readMetricLabels(labels, 'AM_OTEL_LABELS', env);
  for (const warning of [resourceWarning(env.OTEL_RESOURCE_ATTRIBUTES), own.warning]) {
    if (warning !== undefined) warn(warning);
  }
  const resource = resourceOf(place, report.run);
  return collectMetrics(points, resource, { ...repeatedAttributes(resource, report.run), ...own.labels });
};

const pushgatewayReceiver = (
  base: string,
  { points, report, place, labels, env, warn, budget }: ExportJob,
): TelemetryReceiver => {
  const users = readMetricLabels(labels, 'AM_PUSHGATEWAY_LABELS', env);
  const { grouping, warnings } = groupingKeyOf({ report, place, points, labels: users.labels });
  for (const warning of [users.warning, ...warnings]) if (warning !== undefined) warn(warning);
  const url = base + groupPath(grouping);
  return {
    signal: 'metrics',
    protocol: 'pushgateway',
    endpoint: publicAddress(url),
    hints: pushgatewayHints,
    send: async () => {
      if (hasStrayPassword(base)) throw new Error(UNENCODED_PASSWORD);
      await pushMetrics({ url, points, budget, env });
    },
  };
};
