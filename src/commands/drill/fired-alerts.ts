import { alertmanagerHints } from '../../telemetry/alertmanager/alertmanager-hints.ts';
import { alertmanagerSettings } from '../../telemetry/alertmanager/alertmanager-settings.ts';
import { type AlertLabels, readActiveAlerts } from '../../telemetry/alertmanager/read-alerts.ts';
import { explainFailure } from '../../telemetry/transport/failure-hints.ts';
import type { InspectionRun } from '../inspect/open-inspection.ts';

/** How long an Alertmanager may take to answer, in milliseconds. */
const ANSWER_LIMIT_MS = 5000;

/** What fired for the objects of a namespace, or why nobody could tell. */
export interface FiredAlerts {
  readonly alerts: readonly AlertLabels[];
  /** Null: an Alertmanager answered. */
  readonly failure: string | null;
}

/**
 * Asks the Alertmanagers of the settings, the first that answers counts: each has every alert. Undefined: none is configured.
 */
export const alertReader = (
  namespace: string,
  { io: { env }, config }: Pick<InspectionRun, 'io' | 'config'>,
): (() => Promise<FiredAlerts>) | undefined => {
  const settings = alertmanagerSettings(env, config.alertmanager ?? null, []);
  if (settings === null) return undefined;
  const ask = (url: string) => readActiveAlerts({ url, settings, namespace, budgetMs: ANSWER_LIMIT_MS, env });
  return () =>
    Promise.any(settings.urls.map(ask)).then(
      (alerts) => ({ alerts, failure: null }),
      ({ errors }: AggregateError) => {
        const { error, hint } = explainFailure(errors[0], alertmanagerHints);
        return { alerts: [], failure: hint === undefined ? error : `${error} (${hint})` };
      },
    );
};
