import { TIMER_MAX_MS } from '../process/timer-limit.ts';
import { openTraceContext, type TraceContext } from '../process/trace-context.ts';
import {
  type AlertmanagerConfig,
  type AlertmanagerSettings,
  alertmanagerSettings,
} from './alertmanager/alertmanager-settings.ts';
import { type HeartbeatSettings, heartbeatSettings } from './heartbeat/heartbeat-settings.ts';
import { type OtlpSettings, otlpSettings, parseExporters, type Signal } from './otlp/otlp-settings.ts';
import { readVariable } from './read-variable.ts';

/** The settings of telemetry, with a warning for everything that is ignored. */
export interface TelemetrySettings {
  /** The signals that are sent by OTLP. */
  readonly otlp: readonly OtlpSettings[];
  /** Whether the metrics are also printed to stderr. */
  readonly console: boolean;
  /** Base URL of a Pushgateway, or null. */
  readonly pushgateway: string | null;
  /** Null: no alerts are sent. */
  readonly alertmanager: AlertmanagerSettings | null;
  /** Null: no heartbeat is sent. */
  readonly heartbeat: HeartbeatSettings | null;
  /** The trace of the run, where traces are sent; null: none. */
  readonly trace: TraceContext | null;
  /** Milliseconds for all of it. */
  readonly budgetMs: number;
  readonly warnings: readonly string[];
}

const DEFAULT_BUDGET_MS = 5000;

/** Variables of the OpenTelemetry specification that a one-shot program cannot honour. */
const UNSUPPORTED_VARIABLES: Readonly<Record<string, string>> = {
  OTEL_CONFIG_FILE: 'configuration files of OpenTelemetry are not supported: use the OTEL_* variables',
  OTEL_TRACES_SAMPLER: 'every run is sampled, unless TRACEPARENT says that its trace is not',
};

/**
 * Reads the settings of telemetry from the environment
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). An empty variable counts as unset; an
 * unknown value is ignored with a warning. With traces the trace of the run begins here.
 */
export const telemetrySettings = (
  env: NodeJS.ProcessEnv,
  budgetMs = DEFAULT_BUDGET_MS,
  alertmanagerConfig: AlertmanagerConfig | null = null,
): TelemetrySettings => {
  const warnings = unsupportedWarnings(env);
  const exporters = SIGNALS.map((signal) => ({ signal, names: parseExporters(signal, env, warnings) }));
  const otlp = exporters
    .filter(({ names }) => names.includes('otlp'))
    .map(({ signal }) => otlpSettings(signal, env, warnings))
    .filter((settings) => settings !== null);
  const pushgateway = pushgatewayUrl(env);
  if (otlp.some(({ signal }) => signal === 'metrics') && pushgateway !== null) {
    warnings.push('metrics go by OTLP and to a Pushgateway: every series will be there twice, configure one of them');
  }
  return {
    otlp,
    console: exporters.some(({ names }) => names.includes('console')),
    pushgateway,
    alertmanager: alertmanagerSettings(env, alertmanagerConfig, warnings),
    heartbeat: heartbeatSettings(env),
    trace: otlp.some(({ signal }) => signal === 'traces') ? openTrace(env, warnings) : null,
    budgetMs: Math.min(TIMER_MAX_MS, budgetMs, ...parseTimeouts(env, warnings)),
    warnings: [...new Set(warnings)],
  };
};

const SIGNALS: readonly Signal[] = ['metrics', 'traces', 'logs'];

const openTrace = (env: NodeJS.ProcessEnv, warnings: string[]): TraceContext => {
  const { trace, warning } = openTraceContext(env);
  if (warning !== undefined) warnings.push(warning);
  return trace;
};

const unsupportedWarnings = (env: NodeJS.ProcessEnv): string[] =>
  Object.entries(UNSUPPORTED_VARIABLES)
    .filter(([name]) => ![undefined, 'none'].includes(readVariable(env, name)))
    .map(([name, text]) => `${name} is ignored: ${text}`);

/** The original Kavmon takes `host:port` too. */
const pushgatewayUrl = (env: NodeJS.ProcessEnv): string | null => {
  const address = readVariable(env, 'AM_PROMETHEUS_URL')?.replace(/\/+$/, '');
  if (address === undefined) return null;
  return address.includes('://') ? address : `http://${address}`;
};

/** The least of them holds for all that is sent. */
const parseTimeouts = (env: NodeJS.ProcessEnv, warnings: string[]): number[] => {
  const ofSignals = SIGNALS.map((signal) => `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_TIMEOUT`).filter((name) =>
    readVariable(env, name),
  );
  const ofAll = ofSignals.length === 0 ? ['OTEL_EXPORTER_OTLP_TIMEOUT'] : ofSignals;
  return [...ofAll, 'OTEL_METRIC_EXPORT_TIMEOUT'].flatMap((name) => {
    const value = readVariable(env, name);
    if (value === undefined) return [];
    const ms = Number(value);
    if (Number.isFinite(ms) && ms > 0) return [ms];
    warnings.push(`${name}: "${value}" is ignored: it is a number of milliseconds`);
    return [];
  });
};
