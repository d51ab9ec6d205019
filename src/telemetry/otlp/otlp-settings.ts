import { pluralize } from '../../text/pluralize.ts';
import { hasStrayPassword, UNENCODED_PASSWORD } from '../../text/stray-credentials.ts';
import { readVariable } from '../read-variable.ts';

/** What OpenTelemetry sends apart from each other, with settings of its own. */
export type Signal = 'metrics' | 'traces' | 'logs';

/** Where one signal goes by OTLP. */
export interface OtlpSettings {
  readonly signal: Signal;
  readonly protocol: 'http/protobuf' | 'http/json';
  /** The full URL. */
  readonly endpoint: string;
  /** Why nothing can be sent to the configured endpoint. */
  readonly refusal?: string;
}

/** The variable that names the exporters of a signal, and those that it may name. */
const EXPORTERS: Readonly<Record<Signal, { readonly variable: string; readonly known: readonly string[] }>> = {
  metrics: { variable: 'OTEL_METRICS_EXPORTER', known: ['otlp', 'console', 'none'] },
  traces: { variable: 'OTEL_TRACES_EXPORTER', known: ['otlp', 'none'] },
  logs: { variable: 'OTEL_LOGS_EXPORTER', known: ['otlp', 'none'] },
};

/** The exporters of a signal; an unknown one is ignored with a warning, as the specification demands. */
export const parseExporters = (signal: Signal, env: NodeJS.ProcessEnv, warnings: string[]): readonly string[] => {
  if (readVariable(env, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return [];
  const { variable, known } = EXPORTERS[signal];
  const names = (readVariable(env, variable) ?? defaultExporter(signal, env)).split(',').map((name) => name.trim());
  for (const name of names) {
    if (!known.includes(name)) {
      const list = `${known.slice(0, -1).join(', ')} and ${known.at(-1)}`;
      warnings.push(`${variable}: "${name}" is ignored: known are ${list}`);
    }
  }
  return names.includes('none') ? [] : names;
};

/** Metrics go by OTLP unless asked otherwise, the others where they have an endpoint of their own. */
const defaultExporter = (signal: Signal, env: NodeJS.ProcessEnv): string =>
  signal === 'metrics' || readVariable(env, `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`) !== undefined
    ? 'otlp'
    : 'none';

/**
 * The settings of one signal by OTLP, null without an endpoint: the default of the specification, localhost, would cost seconds
 * where nothing listens.
 */
export const otlpSettings = (signal: Signal, env: NodeJS.ProcessEnv, warnings: string[]): OtlpSettings | null => {
  const protocol = parseProtocol(signal, env, warnings);
  const [variable, endpoint] = otlpEndpoint(signal, env);
  if (endpoint === undefined) {
    // Metrics go by OTLP unless asked otherwise: no endpoint means that they are not wanted.
    if (signal !== 'metrics')
      warnings.push(`${EXPORTERS[signal].variable}: nothing is sent, OTEL_EXPORTER_OTLP_ENDPOINT is not set`);
    return null;
  }
  const refusal = hasStrayPassword(endpoint) ? `${variable}: ${UNENCODED_PASSWORD}` : grpcRefusal(signal, env);
  for (const name of variablesOf(signal, 'HEADERS')) warnings.push(...headerWarning(env, name));
  return { signal, protocol, endpoint, ...(refusal === undefined ? {} : { refusal }) };
};

/** The variables of a setting: that of the signal comes before that of all. */
const variablesOf = (signal: Signal, setting: string): readonly [string, string] => [
  `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${setting}`,
  `OTEL_EXPORTER_OTLP_${setting}`,
];

/** The variable that names the endpoint, and the endpoint: a base gets the path of the signal, one of the signal is used as it is. */
const otlpEndpoint = (signal: Signal, env: NodeJS.ProcessEnv): readonly [variable: string, endpoint?: string] => {
  const [ofSignal, ofAll] = variablesOf(signal, 'ENDPOINT');
  const own = readVariable(env, ofSignal);
  if (own !== undefined) return [ofSignal, own];
  const base = readVariable(env, ofAll);
  return base === undefined ? [ofAll] : [ofAll, `${base.replace(/\/+$/, '')}/v1/${signal}`];
};

const parseProtocol = (signal: Signal, env: NodeJS.ProcessEnv, warnings: string[]): OtlpSettings['protocol'] => {
  const value = readVariable(env, ...variablesOf(signal, 'PROTOCOL'));
  if (value === 'http/json') return value;
  if (![undefined, 'http/protobuf', 'grpc'].includes(value)) {
    warnings.push(`OTEL_EXPORTER_OTLP_PROTOCOL: "${value}" is ignored: known are http/protobuf and http/json`);
  }
  return 'http/protobuf';
};

const grpcRefusal = (signal: Signal, env: NodeJS.ProcessEnv): string | undefined =>
  readVariable(env, ...variablesOf(signal, 'PROTOCOL')) === 'grpc'
    ? 'OTLP over gRPC is not supported: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf and the port of OTLP/HTTP, usually 4318'
    : undefined;

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
