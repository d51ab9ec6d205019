import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Place } from '../place.ts';
import { pointsOf } from '../points.ts';
import type { Report, Telemetry } from '../result.ts';
import { collect } from './collect.ts';
import { explainFailure } from './hint.ts';
import { resourceOf, resourceWarning } from './resource.ts';
import type { TelemetrySettings } from './settings.ts';

/** What an export needs to know beside the report. */
export interface ExportContext {
  readonly settings: TelemetrySettings;
  readonly place: Place;
  /** Put on every point. */
  readonly labels: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
  /** Where the console exporter prints. */
  readonly print: (text: string) => void;
  readonly warn: (message: string) => void;
}

type Exported = Telemetry['exporters'][number];

/**
 * Sends the report's numbers, within the budget of the settings, and says how it went. Never rejects: telemetry that is
 * lost is told, it is not a sick service.
 */
export const exportMetrics = async (report: Report, context: ExportContext): Promise<Telemetry> => {
  const { settings, place } = context;
  const warning = resourceWarning(context.env.OTEL_RESOURCE_ATTRIBUTES);
  if (warning !== undefined) context.warn(warning);
  const started = performance.now();
  try {
    const points = pointsOf(report, place.cronJob ?? 'kavmon');
    const metrics = await collect(points, resourceOf(place, report.run), context.labels);
    const exporters = await Promise.all(targetsOf(settings).map((target) => send(metrics, target, context)));
    return { enabled: true, exporters };
  } catch (error) {
    const failed = { protocol: 'otlp', endpoint: shown(settings.endpoint ?? ''), ok: false };
    return {
      enabled: true,
      exporters: [{ ...failed, durationMs: since(started), ...explainFailure(error, settings.endpoint ?? '') }],
    };
  }
};

const targetsOf = ({ exporters, endpoint }: TelemetrySettings): readonly ('otlp' | 'console')[] =>
  exporters.filter((exporter) => exporter === 'console' || endpoint !== null);

const send = async (
  metrics: ResourceMetrics,
  target: 'otlp' | 'console',
  { settings, env, print }: ExportContext,
): Promise<Exported> => {
  if (target === 'console') {
    print(`${JSON.stringify(metrics.scopeMetrics)}\n`);
    return { protocol: 'console', endpoint: 'stderr', ok: true, durationMs: 0 };
  }
  const endpoint = settings.endpoint ?? '';
  const about = { protocol: settings.protocol, endpoint: shown(endpoint) };
  if (settings.refusal !== undefined) return { ...about, ok: false, durationMs: 0, error: settings.refusal };
  const started = performance.now();
  try {
    await sendOnce(await exporterOf(settings, env), metrics, settings.budgetMs);
    return { ...about, ok: true, durationMs: since(started) };
  } catch (error) {
    return { ...about, ok: false, durationMs: since(started), ...explainFailure(error, endpoint) };
  }
};

/**
 * The exporter of the protocol, loaded when it is needed. Its transport looks names up with getaddrinfo, which no
 * signal ends; the exit of the process copes with one that is still out.
 */
const exporterOf = async ({ protocol, endpoint, budgetMs }: TelemetrySettings, env: NodeJS.ProcessEnv) => {
  const { OTLPMetricExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-metrics-otlp-http')
      : await import('@opentelemetry/exporter-metrics-otlp-proto');
  return new OTLPMetricExporter({
    url: new URL(endpoint ?? '').href,
    timeoutMillis: budgetMs,
    userAgent: 'kavmon',
    httpAgentOptions: { keepAlive: false, ...(usesProxy(env) ? { proxyEnv: env } : {}) },
  });
};

/** The JS exporters know no proxy of their own; Node's agent does when it is told (`proxyEnv`, Node 24.5). */
const usesProxy = (env: NodeJS.ProcessEnv): boolean =>
  ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].some((name) => (env[name] ?? '') !== '');

/** Resolves when the metrics were taken, rejects with the cause; at the budget's end in any case. */
const sendOnce = async (exporter: PushMetricExporter, metrics: ResourceMetrics, budgetMs: number): Promise<void> => {
  const answers = watchAnswers();
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer within ${budgetMs} ms`)), budgetMs);
      exporter.export(metrics, (result) => {
        clearTimeout(timer);
        if (result.code === 0) resolve();
        else reject(result.error ?? new Error('the collector did not take the metrics'));
      });
    });
  } catch (error) {
    // For a status that may be retried the exporter tells no status.
    const last = answers.last();
    const known = (error as { code?: unknown }).code !== undefined || last === undefined;
    throw known ? error : Object.assign(new Error(last.text), { code: last.code });
  } finally {
    answers.stop();
  }
};

/** Listens to what the process's HTTP clients are answered. */
const watchAnswers = () => {
  let last: { readonly code: number; readonly text: string } | undefined;
  const listen = (message: unknown) => {
    const { statusCode, statusMessage } = (message as { response: IncomingMessage }).response;
    last = { code: statusCode ?? 0, text: statusMessage ?? '' };
  };
  subscribe('http.client.response.finish', listen);
  return { last: () => last, stop: () => unsubscribe('http.client.response.finish', listen) };
};

/** An address without what may be secret in it. */
const shown = (endpoint: string): string => {
  try {
    const { origin, pathname } = new URL(endpoint);
    return origin + pathname;
  } catch {
    return 'an address that is no URL';
  }
};

const since = (started: number): number => Math.round(performance.now() - started);
