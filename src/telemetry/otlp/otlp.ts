import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { type FailureHints, UNREACHABLE_HINTS } from '../transport/failure-hints.ts';
import { proxyOptions } from '../transport/proxy-options.ts';
import { leftMs, type SendingBudget } from '../transport/sending-budget.ts';
import { withTimeout } from '../transport/with-timeout.ts';
import { checkCertificateFiles } from './certificate-files.ts';
import { loadExporter, type SdkExporter } from './exporters.ts';
import type { OtlpSettings, Signal } from './otlp-settings.ts';

export interface OtlpTarget extends OtlpSettings {
  /** Retries included. */
  readonly budget: SendingBudget;
  readonly env: NodeJS.ProcessEnv;
}

type SdkData = Parameters<SdkExporter['export']>[0];

/**
 * Sends data of the target's signal by OTLP/HTTP. Resolves when all of it was accepted, rejects with the cause, at the latest
 * when the budget is used up. The exporter retries what the specification allows.
 */
export const sendOtlp = async (data: SdkData, target: OtlpTarget): Promise<void> => {
  if (target.refusal !== undefined) throw new Error(target.refusal);
  await checkCertificateFiles(target.signal, target.env, leftMs(target.budget));
  const [exporter, { watchRejections }] = await Promise.all([createExporter(target), import('./partial-success.ts')]);
  const answers = watchResponses(target.endpoint);
  const rejections = watchRejections(target.signal);
  try {
    await withTimeout(target.budget, () => exportOnce(exporter, data));
    const rejected = rejections.first();
    if (rejected !== undefined) throw new Error(rejected);
    const prose = answers.last()?.prose;
    if (prose !== undefined) throw new Error(`it answered with a ${prose}: what listens there is no collector`);
  } catch (error) {
    // The error of the exporter has no status when the status is one that may be retried.
    const last = answers.last();
    const known = (error as { code?: unknown }).code !== undefined || last === undefined || last.code < 300;
    throw known ? error : Object.assign(new Error(last.text), { code: last.code });
  } finally {
    answers.stop();
    rejections.stop();
  }
};

/** Loads what sends this signal. Rejects when it cannot be loaded. */
export const prepareOtlp = async (settings: OtlpSettings): Promise<void> => {
  await Promise.all([loadExporter(settings), import('./partial-success.ts')]);
};

/** Its getaddrinfo look-up cannot be aborted; the exit of the process does not wait for it. */
const createExporter = async (target: OtlpTarget): Promise<SdkExporter> => {
  const Exporter = await loadExporter(target);
  return new Exporter({
    url: new URL(target.endpoint).href,
    timeoutMillis: Math.max(1, leftMs(target.budget)),
    userAgent: 'kavmon',
    httpAgentOptions: { keepAlive: false, ...proxyOptions(target.env) },
  });
};

const exportOnce = (exporter: SdkExporter, data: SdkData): Promise<void> =>
  new Promise<void>((resolve, reject) => {
    exporter.export(data, (result) => {
      if (result.code === 0) resolve();
      else reject(result.error ?? new Error('the collector did not take it'));
    });
  });

interface HttpExchange {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
}

/** Keeps the last HTTP response of this endpoint; the diagnostics channel also has those of other receivers. */
const watchResponses = (endpoint: string) => {
  const { pathname, search } = new URL(endpoint);
  let last: { readonly code: number; readonly text: string; readonly prose: ProseKind } | undefined;
  const listen = (message: unknown) => {
    const { request, response } = message as HttpExchange;
    // Through a proxy the path is the whole URL.
    if (!request.path.endsWith(pathname + search)) return;
    const { statusCode, statusMessage, headers } = response;
    last = { code: statusCode ?? 0, text: statusMessage ?? '', prose: proseKind(headers) };
  };
  subscribe('http.client.response.finish', listen);
  return { last: () => last, stop: () => unsubscribe('http.client.response.finish', listen) };
};

type ProseKind = 'web page' | 'text' | undefined;

/** The kind of a response for people: a collector answers in the type of the request, or with an empty body. */
const proseKind = (headers: IncomingMessage['headers']): ProseKind => {
  const type = headers['content-type']?.toLowerCase() ?? '';
  if (!type.startsWith('text/') || headers['content-length'] === '0') return undefined;
  return type.startsWith('text/html') ? 'web page' : 'text';
};

const BUSY_HINT =
  'it is not ready, or what it writes to is not: it was asked again as long as --telemetry-timeout allows';

const STATUS_HINTS: FailureHints['status'] = {
  301: 'the endpoint redirects: configure the address it points to',
  302: 'the endpoint redirects: configure the address it points to',
  308: 'the endpoint redirects: configure the address it points to',
  401: 'the collector wants credentials: set OTEL_EXPORTER_OTLP_HEADERS from a Secret',
  403: 'the credentials in OTEL_EXPORTER_OTLP_HEADERS lack the right to write',
  405: 'the path exists but takes no POST: is this the address of OTLP/HTTP?',
  413: 'the collector limits the size of a request: raise its limit or use --shard',
  415: 'the collector does not take this encoding: try OTEL_EXPORTER_OTLP_PROTOCOL=http/json',
  429: 'the collector limits the rate of requests',
  502: BUSY_HINT,
  503: BUSY_HINT,
  504: BUSY_HINT,
};

/** Hints for failures at this endpoint. */
export const otlpHints = ({ signal, endpoint }: OtlpSettings): FailureHints => {
  const isGrpc = endpoint.includes(':4317');
  return {
    status: isGrpc ? {} : { ...STATUS_HINTS, 404: pathHint(signal) },
    texts: [
      ...(isGrpc ? [[/^/, 'port 4317 is that of OTLP/gRPC: OTLP/HTTP usually listens on 4318'] as const] : []),
      [/no collector/, 'is this the address of OTLP/HTTP (usually port 4318)?'],
      [/URI malformed/, 'percent-encode user and password in the endpoint: write %25 for %'],
      [/ECONNREFUSED/, 'is the collector running, and is this the port of OTLP/HTTP (usually 4318)?'],
      [/certificate|CERT_|SELF_SIGNED|UNABLE_TO_/i, 'give the CA of the collector with OTEL_EXPORTER_OTLP_CERTIFICATE'],
      [
        /Parse Error|HPE_|ECONNRESET|socket hang up/i,
        'the endpoint may speak gRPC or TLS: OTLP/HTTP usually listens on 4318',
      ],
      ...UNREACHABLE_HINTS,
    ],
  };
};

const pathHint = (signal: Signal): string => {
  const variable = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`;
  const prometheus =
    signal === 'metrics' ? '; Prometheus takes /api/v1/otlp/v1/metrics' : '; does it take this signal?';
  return `wrong path: a base endpoint gets /v1/${signal} appended, ${variable} is used as it is${prometheus}`;
};
