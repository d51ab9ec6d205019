import { TIMER_MAX_MS } from '../process/timer-limit.ts';
import { pluralize } from '../text/pluralize.ts';
import { hasStrayPassword, UNENCODED_PASSWORD } from '../text/stray-credentials.ts';
import {
  type AlertmanagerConfig,
  type AlertmanagerSettings,
  alertmanagerSettings,
} from './alertmanager/alertmanager-settings.ts';

/** The settings of telemetry, with a warning for everything that is ignored. */
export interface TelemetrySettings {
  /** Null: nothing is sent by OTLP. */
  readonly otlp: OtlpSettings | null;
  /** Whether the metrics are also printed to stderr. */
  readonly console: boolean;
  /** Base URL of a Pushgateway, or null. */
  readonly pushgateway: string | null;
  /** Null: no alerts are sent. */
  readonly alertmanager: AlertmanagerSettings | null;
  /** Milliseconds for all of it. */
  readonly budgetMs: number;
  readonly warnings: readonly string[];
}

export interface OtlpSettings {
  readonly protocol: 'http/protobuf' | 'http/json';
  /** The full URL. */
  readonly endpoint: string;
  /** Why nothing can be sent to the configured endpoint. */
  readonly refusal?: string;
}

const DEFAULT_BUDGET_MS = 5000;

/** Variables of the OpenTelemetry specification that a metrics-only, one-shot program cannot honour. */
const UNSUPPORTED_VARIABLES: Readonly<Record<string, string>> = {
  OTEL_CONFIG_FILE: 'configuration files of OpenTelemetry are not supported: use the OTEL_* variables',
  OTEL_TRACES_EXPORTER: 'kavmon sends no traces',
  OTEL_LOGS_EXPORTER: 'kavmon sends no logs: they are on its standard output',
};

/**
 * Reads the settings of telemetry from the environment
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). An empty variable counts as unset; an
 * unknown value is ignored with a warning, as the specification demands. Without an endpoint nothing is sent: the default of
 * the specification, localhost, would cost seconds where nothing listens.
 */
export const telemetrySettings = (
  env: NodeJS.ProcessEnv,
  budgetMs = DEFAULT_BUDGET_MS,
  alertmanagerConfig: AlertmanagerConfig | null = null,
): TelemetrySettings => {
  const warnings = unsupportedWarnings(env);
  const exporters = parseExporters(env, warnings);
  const otlp = exporters.includes('otlp') ? otlpSettings(env, warnings) : null;
  const pushgateway = pushgatewayUrl(env);
  if (otlp !== null && pushgateway !== null) {
    warnings.push('metrics go by OTLP and to a Pushgateway: every series will be there twice, configure one of them');
  }
  return {
    otlp,
    console: exporters.includes('console'),
    pushgateway,
    alertmanager: alertmanagerSettings(env, alertmanagerConfig, warnings),
    budgetMs: Math.min(TIMER_MAX_MS, budgetMs, ...parseTimeouts(env, warnings)),
    warnings,
  };
};

const readVariable = (env: NodeJS.ProcessEnv, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
};

const unsupportedWarnings = (env: NodeJS.ProcessEnv): string[] =>
  Object.entries(UNSUPPORTED_VARIABLES)
    .filter(([name]) => ![undefined, 'none'].includes(readVariable(env, name)))
    .map(([name, text]) => `${name} is ignored: ${text}`);

const parseExporters = (env: NodeJS.ProcessEnv, warnings: string[]): readonly string[] => {
  if (readVariable(env, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return [];
  const names = (readVariable(env, 'OTEL_METRICS_EXPORTER') ?? 'otlp').split(',').map((name) => name.trim());
  for (const name of names) {
    if (!['otlp', 'console', 'none'].includes(name)) {
      warnings.push(`OTEL_METRICS_EXPORTER: "${name}" is ignored: known are otlp, console and none`);
    }
  }
  return names.includes('none') ? [] : names;
};

const otlpSettings = (env: NodeJS.ProcessEnv, warnings: string[]): OtlpSettings | null => {
  const endpoint = otlpEndpoint(env);
  const protocol = parseProtocol(env, warnings);
  if (endpoint === null) return null;
  const refusal = hasStrayPassword(endpoint) ? `OTEL_EXPORTER_OTLP_ENDPOINT: ${UNENCODED_PASSWORD}` : grpcRefusal(env);
  warnings.push(...HEADER_VARIABLES.flatMap((name) => headerWarning(env, name)));
  return { protocol, endpoint, ...(refusal === undefined ? {} : { refusal }) };
};

const HEADER_VARIABLES = ['OTEL_EXPORTER_OTLP_METRICS_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS'] as const;

/** RFC 9110, 5.6.2: what the name of a header is made of. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** The exporter drops what is no NAME=VALUE, and the collector then refuses a request without credentials. */
const headerWarning = (env: NodeJS.ProcessEnv, name: string): readonly string[] => {
  const entries = (readVariable(env, name) ?? '').split(',').map((entry) => entry.trim());
  const wrong = entries.filter((entry) => entry !== '' && !isHeaderEntry(entry)).length;
  return wrong === 0
    ? []
    : [`${pluralize(wrong, 'entry', 'entries')} of ${name} cannot be sent: write NAME=VALUE,NAME=VALUE`];
};

const isHeaderEntry = (entry: string): boolean => {
  const at = entry.indexOf('=');
  return at > 0 && HEADER_NAME.test(entry.slice(0, at).trim());
};

const PROTOCOL_VARIABLES = ['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'] as const;

const parseProtocol = (env: NodeJS.ProcessEnv, warnings: string[]): 'http/protobuf' | 'http/json' => {
  const value = readVariable(env, ...PROTOCOL_VARIABLES);
  if (value === 'http/json') return value;
  if (![undefined, 'http/protobuf', 'grpc'].includes(value)) {
    warnings.push(`OTEL_EXPORTER_OTLP_PROTOCOL: "${value}" is ignored: known are http/protobuf and http/json`);
  }
  return 'http/protobuf';
};

const grpcRefusal = (env: NodeJS.ProcessEnv): string | undefined =>
  readVariable(env, ...PROTOCOL_VARIABLES) === 'grpc'
    ? 'OTLP over gRPC is not supported: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf and the port of OTLP/HTTP, usually 4318'
    : undefined;

/** By the OTLP exporter specification a base endpoint gets `/v1/metrics` appended, an endpoint for metrics is used as it is. */
const otlpEndpoint = (env: NodeJS.ProcessEnv): string | null => {
  const own = readVariable(env, 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT');
  if (own !== undefined) return own;
  const base = readVariable(env, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  return base === undefined ? null : `${base.replace(/\/+$/, '')}/v1/metrics`;
};

/** The original Kavmon takes `host:port` too. */
const pushgatewayUrl = (env: NodeJS.ProcessEnv): string | null => {
  const address = readVariable(env, 'AM_PROMETHEUS_URL')?.replace(/\/+$/, '');
  if (address === undefined) return null;
  return address.includes('://') ? address : `http://${address}`;
};

const parseTimeouts = (env: NodeJS.ProcessEnv, warnings: string[]): number[] => {
  const names = ['OTEL_EXPORTER_OTLP_METRICS_TIMEOUT', 'OTEL_EXPORTER_OTLP_TIMEOUT'].filter((name) =>
    readVariable(env, name),
  );
  return [...names.slice(0, 1), 'OTEL_METRIC_EXPORT_TIMEOUT'].flatMap((name) => {
    const value = readVariable(env, name);
    if (value === undefined) return [];
    const ms = Number(value);
    if (Number.isFinite(ms) && ms > 0) return [ms];
    warnings.push(`${name}: "${value}" is ignored: it is a number of milliseconds`);
    return [];
  });
};
