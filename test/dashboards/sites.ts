import type { NameStyle } from '../../src/dashboards/names.ts';
import { type PrometheusServer, startPrometheus } from '../support/prometheus.ts';
import { startPushgateway } from '../support/pushgateway.ts';

/** A Prometheus, and how a run sends to it. */
export interface MetricsSite {
  readonly name: string;
  readonly style: NameStyle;
  readonly prometheus: PrometheusServer;
  /** Variables of a run whose metrics come to it. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** Prometheus with its receiver of OTLP, in the default translation of names. */
export const startOtlpSite = async (): Promise<MetricsSite> => {
  const prometheus = await startPrometheus();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: prometheus.otlpEndpoint };
  return { name: 'OTLP', style: 'underscores', prometheus, env, stop: prometheus.stop };
};

/** The same, keeping the names of OpenTelemetry. */
const startDottedSite = async (): Promise<MetricsSite> => {
  const prometheus = await startPrometheus({ translation: 'NoUTF8EscapingWithSuffixes' });
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: prometheus.otlpEndpoint };
  return { name: 'OTLP with dots', style: 'dots', prometheus, env, stop: prometheus.stop };
};

/** A Pushgateway that Prometheus scrapes every second. */
export const startPushSite = async (): Promise<MetricsSite> => {
  const gateway = await startPushgateway();
  const prometheus = await startPrometheus({ pushgateway: new URL(gateway.url).host });
  const stop = async (): Promise<void> => {
    await prometheus.stop();
    await gateway.stop();
  };
  return { name: 'a Pushgateway', style: 'underscores', prometheus, env: { AM_PROMETHEUS_URL: gateway.url }, stop };
};

/** One of each. */
export const startSites = async (): Promise<readonly MetricsSite[]> => [
  await startOtlpSite(),
  await startPushSite(),
  await startDottedSite(),
];
