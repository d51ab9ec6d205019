import { TIMER_MAX_MS } from '../process/timer-limit.ts';

/** What the environment says of telemetry, with everything that is refused said aloud. */
export interface TelemetrySettings {
  /** Null: nothing is sent by OTLP. */
  readonly otlp: OtlpSettings | null;
  /** Whether the metrics are printed on the side. */
  readonly console: boolean;
  /** Base URL of a Pushgateway, or null. */
  readonly pushgateway: string | null;
  /** Milliseconds for all of it. */
  readonly budgetMs: number;
  readonly warnings: readonly string[];
}

export interface OtlpSettings {
  readonly protocol: 'http/protobuf' | 'http/json';
  /** The full URL. */
  readonly endpoint: string;
  /** Why nothing can be sent although an endpoint is configured. */
  readonly refusal?: string;
}

const DEFAULT_BUDGET_MS = 5000;

/** Variables of the OpenTelemetry specification that a metrics-only, one-shot program cannot honour. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  OTEL_CONFIG_FILE: 'configuration files of OpenTelemetry are not supported: use the OTEL_* variables',
  OTEL_TRACES_EXPORTER: 'kavmon sends no traces',
  OTEL_LOGS_EXPORTER: 'kavmon sends no logs: they are on its standard output',
};

/**
 * The settings of telemetry (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). An
 * empty variable counts as unset; an unknown value is warned of and ignored, as the specification demands. Without an
 * endpoint nothing is sent: the specification's default of localhost would cost seconds where nobody listens.
 */
export const telemetrySettings = (env: NodeJS.ProcessEnv, budgetMs = DEFAULT_BUDGET_MS): TelemetrySettings => {
  const warnings = unsupported(env);
  const exporters = exportersOf(env, warnings);
  const otlp = exporters.includes('otlp') ? otlpOf(env, warnings) : null;
  const pushgateway = pushgatewayOf(env);
  if (otlp !== null && pushgateway !== null) {
    warnings.push('metrics go by OTLP and to a Pushgateway: every series will be there twice, configure one of them');
  }
  return {
    otlp,
    console: exporters.includes('console'),
    pushgateway,
    budgetMs: Math.min(TIMER_MAX_MS, budgetMs, ...timeoutsOf(env, warnings)),
    warnings,
  };
};

const read = (env: NodeJS.ProcessEnv, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
};

const unsupported = (env: NodeJS.ProcessEnv): string[] =>
  Object.entries(UNSUPPORTED)
    .filter(([name]) => ![undefined, 'none'].includes(read(env, name)))
    .map(([name, text]) => `${name} is ignored: ${text}`);

const exportersOf = (env: NodeJS.ProcessEnv, warnings: string[]): readonly string[] => {
  if (read(env, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return [];
  const names = (read(env, 'OTEL_METRICS_EXPORTER') ?? 'otlp').split(',').map((name) => name.trim());
  for (const name of names) {
    if (!['otlp', 'console', 'none'].includes(name)) {
      warnings.push(`OTEL_METRICS_EXPORTER: "${name}" is ignored: known are otlp, console and none`);
    }
  }
  return names.includes('none') ? [] : names;
};

const otlpOf = (env: NodeJS.ProcessEnv, warnings: string[]): OtlpSettings | null => {
  const endpoint = endpointOf(env);
  const protocol = protocolOf(env, warnings);
  if (endpoint === null) return null;
  const refusal = refusalOf(env);
  return { protocol, endpoint, ...(refusal === undefined ? {} : { refusal }) };
};

const PROTOCOL_VARIABLES = ['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'] as const;

const protocolOf = (env: NodeJS.ProcessEnv, warnings: string[]): 'http/protobuf' | 'http/json' => {
  const value = read(env, ...PROTOCOL_VARIABLES);
  if (value === 'http/json') return value;
  if (![undefined, 'http/protobuf', 'grpc'].includes(value)) {
    warnings.push(`OTEL_EXPORTER_OTLP_PROTOCOL: "${value}" is ignored: known are http/protobuf and http/json`);
  }
  return 'http/protobuf';
};

const refusalOf = (env: NodeJS.ProcessEnv): string | undefined =>
  read(env, ...PROTOCOL_VARIABLES) === 'grpc'
    ? 'OTLP over gRPC is not supported: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf and the port of OTLP/HTTP, usually 4318'
    : undefined;

/** A base endpoint gets the signal's path appended, an endpoint of the signal is used as it is (OTLP exporter spec). */
const endpointOf = (env: NodeJS.ProcessEnv): string | null => {
  const own = read(env, 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT');
  if (own !== undefined) return own;
  const base = read(env, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  return base === undefined ? null : `${base.replace(/\/+$/, '')}/v1/metrics`;
};

/** The original takes `host:port` too. */
const pushgatewayOf = (env: NodeJS.ProcessEnv): string | null => {
  const address = read(env, 'AM_PROMETHEUS_URL')?.replace(/\/+$/, '');
  if (address === undefined) return null;
  return address.includes('://') ? address : `http://${address}`;
};

const timeoutsOf = (env: NodeJS.ProcessEnv, warnings: string[]): number[] => {
  const names = ['OTEL_EXPORTER_OTLP_METRICS_TIMEOUT', 'OTEL_EXPORTER_OTLP_TIMEOUT'].filter((name) => read(env, name));
  return [...names.slice(0, 1), 'OTEL_METRIC_EXPORT_TIMEOUT'].flatMap((name) => {
    const value = read(env, name);
    if (value === undefined) return [];
    const ms = Number(value);
    if (Number.isFinite(ms) && ms > 0) return [ms];
    warnings.push(`${name}: "${value}" is ignored: it is a number of milliseconds`);
    return [];
  });
};
