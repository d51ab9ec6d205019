import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { type Hints, UNREACHABLE } from './hint.ts';
import { proxyOf } from './proxy.ts';
import type { OtlpSettings } from './settings.ts';
import { withinBudget } from './with-timeout.ts';

export interface OtlpTarget extends OtlpSettings {
  /** Milliseconds, repetitions included. */
  readonly budgetMs: number;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Sends metrics by OTLP/HTTP. Resolves when all of them were taken, rejects with the cause; at the end of the budget in any
 * case. The exporter repeats what the specification lets it repeat.
 */
export const sendOtlp = async (metrics: ResourceMetrics, target: OtlpTarget): Promise<void> => {
  if (target.refusal !== undefined) throw new Error(target.refusal);
  const [exporter, { rejectedBy }] = await Promise.all([exporterOf(target), import('./partial-success.ts')]);
  const answers = watchAnswers(target.endpoint);
  try {
    const rejected = await rejectedBy(() => withinBudget(target.budgetMs, () => exported(exporter, metrics)));
    if (rejected !== undefined) throw new Error(rejected);
    const prose = answers.last()?.prose;
    if (prose !== undefined) throw new Error(`it answered with a ${prose}: what listens there is no collector`);
  } catch (error) {
    // For a status that may be retried the exporter tells no status.
    const last = answers.last();
    const known = (error as { code?: unknown }).code !== undefined || last === undefined || last.code < 300;
    throw known ? error : Object.assign(new Error(last.text), { code: last.code });
  } finally {
    answers.stop();
  }
};

/** Loads what sends by this protocol. Rejects when it cannot be loaded. */
export const prepareOtlp = async ({ protocol }: OtlpSettings): Promise<void> => {
  await Promise.all([exporters[protocol](), import('./partial-success.ts')]);
};

const exporters = {
  'http/json': () => import('@opentelemetry/exporter-metrics-otlp-http'),
  'http/protobuf': () => import('@opentelemetry/exporter-metrics-otlp-proto'),
};

/**
 * The exporter of the protocol, loaded when it is needed. Its transport looks names up with getaddrinfo, which no
 * signal ends; the exit of the process copes with one that is still out.
 */
const exporterOf = async ({ protocol, endpoint, budgetMs, env }: OtlpTarget) => {
  const { OTLPMetricExporter } = await exporters[protocol]();
  return new OTLPMetricExporter({
    url: new URL(endpoint).href,
    timeoutMillis: budgetMs,
    userAgent: 'kavmon',
    httpAgentOptions: { keepAlive: false, ...proxyOf(env) },
  });
};

const exported = (exporter: PushMetricExporter, metrics: ResourceMetrics): Promise<void> =>
  new Promise<void>((resolve, reject) => {
    exporter.export(metrics, (result) => {
      if (result.code === 0) resolve();
      else reject(result.error ?? new Error('the collector did not take the metrics'));
    });
  });

interface Exchange {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
}

/** Listens to what this endpoint answers; the process's HTTP clients are told of together, those of other receivers too. */
const watchAnswers = (endpoint: string) => {
  const { pathname, search } = new URL(endpoint);
  let last: { readonly code: number; readonly text: string; readonly prose: Prose } | undefined;
  const listen = (message: unknown) => {
    const { request, response } = message as Exchange;
    // By way of a proxy the path is the whole address.
    if (!request.path.endsWith(pathname + search)) return;
    const { statusCode, statusMessage, headers } = response;
    last = { code: statusCode ?? 0, text: statusMessage ?? '', prose: proseOf(headers) };
  };
  subscribe('http.client.response.finish', listen);
  return { last: () => last, stop: () => unsubscribe('http.client.response.finish', listen) };
};

type Prose = 'web page' | 'text' | undefined;

/** What is written for people: OTLP answers in the type that it was asked in, or with nothing. */
const proseOf = (headers: IncomingMessage['headers']): Prose => {
  const type = headers['content-type']?.toLowerCase() ?? '';
  if (!type.startsWith('text/') || headers['content-length'] === '0') return undefined;
  return type.startsWith('text/html') ? 'web page' : 'text';
};

const STATUS_HINTS: Hints['status'] = {
  301: 'the endpoint redirects: configure the address it points to',
  302: 'the endpoint redirects: configure the address it points to',
  308: 'the endpoint redirects: configure the address it points to',
  401: 'the collector wants credentials: set OTEL_EXPORTER_OTLP_HEADERS from a Secret',
  403: 'the credentials in OTEL_EXPORTER_OTLP_HEADERS lack the right to write metrics',
  404: 'wrong path: a base endpoint gets /v1/metrics appended, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT is used as it is; Prometheus takes /api/v1/otlp/v1/metrics',
  405: 'the path exists but takes no POST: is this the address of OTLP/HTTP?',
  413: 'the collector limits the size of a request: raise its limit or use --shard',
  415: 'the collector does not take this encoding: try OTEL_EXPORTER_OTLP_PROTOCOL=http/json',
  429: 'the collector limits the rate of requests',
};

/** What is known of failures at this endpoint. */
export const otlpHints = (endpoint: string): Hints => {
  const isGrpc = endpoint.includes(':4317');
  return {
    status: isGrpc ? {} : STATUS_HINTS,
    texts: [
      ...(isGrpc ? [[/^/, 'port 4317 is that of OTLP/gRPC: OTLP/HTTP usually listens on 4318'] as const] : []),
      [/no collector/, 'is this the address of OTLP/HTTP (usually port 4318)?'],
      [/ECONNREFUSED/, 'is the collector running, and is this the port of OTLP/HTTP (usually 4318)?'],
      [/certificate|CERT_|SELF_SIGNED|UNABLE_TO_/i, 'give the CA of the collector with OTEL_EXPORTER_OTLP_CERTIFICATE'],
      [
        /Parse Error|HPE_|ECONNRESET|socket hang up/i,
        'the endpoint may speak gRPC or TLS: OTLP/HTTP usually listens on 4318',
      ],
      ...UNREACHABLE,
    ],
  };
};
