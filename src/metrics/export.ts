import type { Report, Telemetry } from '../model/result.ts';
import type { Place } from '../process/identity.ts';
import { type Point, pointsOf } from './data-points.ts';
import { groupingOf, pathOf } from './grouping.ts';
import { explainFailure, type Hints } from './hint.ts';
import { labelsOf } from './labels.ts';
import { otlpHints, prepareOtlp, sendOtlp } from './otlp.ts';
import { push, pushgatewayHints } from './pushgateway.ts';
import type { OtlpSettings, TelemetrySettings } from './settings.ts';

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

/** Somebody who is sent the numbers. */
interface Receiver {
  readonly protocol: string;
  /** As it may be shown. */
  readonly endpoint: string;
  readonly hints: Hints;
  /** Rejects with the cause when they were not taken. */
  readonly send: () => Promise<void>;
}

interface Sending extends ExportContext {
  readonly report: Report;
  readonly points: readonly Point[];
}

/** Loads what these settings need: it costs more than most checks, and can be had while they run. Rejects when it cannot. */
export const prepareExport = async ({ otlp, console }: TelemetrySettings): Promise<void> => {
  await Promise.all([...(otlp === null && !console ? [] : [loadSdk()]), ...(otlp === null ? [] : [prepareOtlp(otlp)])]);
};

const loadSdk = () => Promise.all([import('./collect.ts'), import('./resource.ts')]);

/**
 * Sends the report's numbers to all who are configured, within the budget of the settings, and says how it went. Never
 * rejects: telemetry that is lost is told, it is not a sick service.
 */
export const exportMetrics = async (report: Report, context: ExportContext): Promise<Telemetry> => {
  const points = pointsOf(report, context.place.cronJob ?? 'kavmon');
  const exporters = await Promise.all(receiversOf({ ...context, report, points }).map(told));
  return { enabled: true, exporters };
};

const told = async ({ protocol, endpoint, hints, send }: Receiver): Promise<Telemetry['exporters'][number]> => {
  const about = { protocol, endpoint };
  const started = performance.now();
  const since = () => Math.round(performance.now() - started);
  try {
    await send();
    return { ...about, ok: true, durationMs: since() };
  } catch (error) {
    return { ...about, ok: false, durationMs: since(), ...explainFailure(error, hints) };
  }
};

const receiversOf = (sending: Sending): readonly Receiver[] => {
  const { otlp, console, pushgateway } = sending.settings;
  let collecting: Collected | undefined;
  const metrics = (): Collected => {
    collecting ??= collected(sending);
    return collecting;
  };
  return [
    ...(otlp === null ? [] : [overOtlp(otlp, metrics, sending)]),
    ...(console ? [onConsole(metrics, sending)] : []),
    ...(pushgateway === null ? [] : [toPushgateway(pushgateway, sending)]),
  ];
};

const overOtlp = (otlp: OtlpSettings, metrics: () => Collected, { settings, env }: Sending): Receiver => ({
  protocol: otlp.protocol,
  endpoint: shown(otlp.endpoint),
  hints: otlpHints(otlp.endpoint),
  send: async () => sendOtlp(await metrics(), { ...otlp, budgetMs: settings.budgetMs, env }),
});

const onConsole = (metrics: () => Collected, { print }: Sending): Receiver => ({
  protocol: 'console',
  endpoint: 'stderr',
  hints: { status: {}, texts: [] },
  send: async () => print(`${JSON.stringify((await metrics()).scopeMetrics)}\n`),
});

type Collected = ReturnType<typeof collected>;

/** The points as the SDK has them. It is loaded when it is needed: it costs more than most checks. */
const collected = async ({ points, report, place, labels, env, warn }: Sending) => {
  const [{ collect }, { resourceOf, resourceWarning }] = await loadSdk();
  const own = labelsOf(labels, 'AM_OTEL_LABELS', env);
  for (const warning of [resourceWarning(env.OTEL_RESOURCE_ATTRIBUTES), own.warning]) {
    if (warning !== undefined) warn(warning);
  }
  return collect(points, resourceOf(place, report.run), own.labels);
};

const toPushgateway = (base: string, { points, report, place, labels, env, warn, settings }: Sending): Receiver => {
  const users = labelsOf(labels, 'AM_PUSHGATEWAY_LABELS', env);
  const { grouping, warnings } = groupingOf({ report, place, points, labels: users.labels });
  for (const warning of [users.warning, ...warnings]) if (warning !== undefined) warn(warning);
  const url = base + pathOf(grouping);
  return {
    protocol: 'pushgateway',
    endpoint: shown(url),
    hints: pushgatewayHints,
    send: () => push({ url, points, budgetMs: settings.budgetMs, env }),
  };
};

/** A password that has a `/`, `?` or `#` as it is ends up behind what is then taken for the host. */
const STRAY = /^[^:]*:\/\/[^/?#]*[/?#].*@(?!base64\/)/;

/** An address without what may be secret in it. */
const shown = (endpoint: string): string => {
  if (STRAY.test(endpoint)) return 'an address with an @ behind its host';
  try {
    const { origin, pathname } = new URL(endpoint);
    return origin + pathname;
  } catch {
    return 'an address that is no URL';
  }
};
