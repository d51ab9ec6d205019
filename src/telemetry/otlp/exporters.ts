import type { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import type { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import type { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { OtlpSettings, Signal } from './otlp-settings.ts';

type ExportedData<Exporter extends { export(data: never, done: never): void }> = Parameters<Exporter['export']>[0];

/** What the SDK's exporters take. */
export type SdkMetrics = ExportedData<OTLPMetricExporter>;
export type SdkSpan = ExportedData<OTLPTraceExporter>[number];
export type SdkLogRecord = ExportedData<OTLPLogExporter>[number];

/** An exporter of the SDK for one of the signals. */
export interface SdkExporter {
  export(data: SdkMetrics | SdkSpan[] | SdkLogRecord[], done: (result: { code: number; error?: Error }) => void): void;
}

type ExporterClass = new (config: ConstructorParameters<typeof OTLPMetricExporter>[0]) => SdkExporter;

const metricsJson = async () => (await import('@opentelemetry/exporter-metrics-otlp-http')).OTLPMetricExporter;
const metricsProtobuf = async () => (await import('@opentelemetry/exporter-metrics-otlp-proto')).OTLPMetricExporter;
const tracesJson = async () => (await import('@opentelemetry/exporter-trace-otlp-http')).OTLPTraceExporter;
const tracesProtobuf = async () => (await import('@opentelemetry/exporter-trace-otlp-proto')).OTLPTraceExporter;
const logsJson = async () => (await import('@opentelemetry/exporter-logs-otlp-http')).OTLPLogExporter;
const logsProtobuf = async () => (await import('@opentelemetry/exporter-logs-otlp-proto')).OTLPLogExporter;

const exporterLoaders: Readonly<Record<Signal, Record<OtlpSettings['protocol'], () => Promise<unknown>>>> = {
  metrics: { 'http/json': metricsJson, 'http/protobuf': metricsProtobuf },
  traces: { 'http/json': tracesJson, 'http/protobuf': tracesProtobuf },
  logs: { 'http/json': logsJson, 'http/protobuf': logsProtobuf },
};

/** Loads the SDK's exporter of this signal and protocol, which is handed data of this signal alone. */
export const loadExporter = async ({ signal, protocol }: OtlpSettings): Promise<ExporterClass> =>
  (await exporterLoaders[signal][protocol]()) as ExporterClass;
