/** What went wrong with an export and what to do about it. */
export interface ExportFailure {
  readonly error: string;
  readonly hint?: string;
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /ECONNREFUSED/,
    'nothing listens there: is the collector running, and is this the port of OTLP/HTTP (usually 4318)?',
  ],
  [
    /ENOTFOUND|EAI_AGAIN/,
    'the name does not resolve: check the host of OTEL_EXPORTER_OTLP_ENDPOINT and the DNS of the pod',
  ],
  [
    /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|no answer|timed out/i,
    'is egress to the collector allowed (NetworkPolicy, firewall)?',
  ],
  [
    /wrong version number|EPROTO|packet length too long/i,
    'the endpoint does not speak TLS: use http:// instead of https://',
  ],
  [/certificate|CERT_|SELF_SIGNED|UNABLE_TO_/i, 'give the CA of the collector with OTEL_EXPORTER_OTLP_CERTIFICATE'],
  [
    /Parse Error|HPE_|ECONNRESET|socket hang up/i,
    'the endpoint may speak gRPC or TLS: OTLP/HTTP usually listens on 4318',
  ],
];

const STATUS_HINTS: Readonly<Record<number, string>> = {
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

/** The cause of a failed export in words, with a hint where one is known. `error` is what the exporter gave. */
export const explainFailure = (error: unknown, endpoint: string): ExportFailure => {
  const status = statusOf(error);
  const text = textOf(error);
  const message = status === undefined ? text : `HTTP ${status} ${text}`.trim();
  const hint = hintOf(status, message, endpoint);
  return { error: message, ...(hint === undefined ? {} : { hint }) };
};

const hintOf = (status: number | undefined, message: string, endpoint: string): string | undefined => {
  if (endpoint.includes(':4317')) return 'port 4317 is that of OTLP/gRPC: OTLP/HTTP usually listens on 4318';
  if (status !== undefined && STATUS_HINTS[status] !== undefined) return STATUS_HINTS[status];
  return HINTS.find(([pattern]) => pattern.test(message))?.[1];
};

const statusOf = (error: unknown): number | undefined => {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'number' ? code : undefined;
};

const textOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error ?? 'unknown cause');
  const code = (error as { code?: unknown }).code;
  const inner = error instanceof AggregateError ? error.errors.map(textOf).join('; ') : error.message;
  return typeof code === 'string' && !inner.includes(code) ? `${code} ${inner}`.trim() : inner;
};
