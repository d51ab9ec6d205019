import { checksOfReason } from '../../check/reason-checks.ts';
import type { Result } from '../../model/result.ts';
import { pauseFor } from '../../run/attempt/deadline.ts';
import { inspectCluster } from '../inspect/inspect-cluster.ts';
import type { InspectionRun } from '../inspect/open-inspection.ts';
import { findNaming, type MadeFault } from './detection.ts';
import type { DrillDocument, FaultOutcome } from './drill-document.ts';
import { alertReader, type FiredAlerts } from './fired-alerts.ts';

/** Between two looks, in milliseconds. */
const PAUSE_MS = 3000;

interface NamingOptions {
  readonly inspection: InspectionRun;
  readonly namespace: string;
  /** Milliseconds from now. */
  readonly limitMs: number;
}

/** Looks at the namespace again and again, until every fault is named, and its alert is there, or the time is over. */
export const untilAllNamed = async (
  made: readonly MadeFault[],
  { inspection, namespace, limitMs }: NamingOptions,
): Promise<Pick<DrillDocument, 'outcomes' | 'alertsAsked' | 'alertsFailure'>> => {
  const readAlerts = alertReader(namespace, inspection);
  const alertsAsked = readAlerts !== undefined;
  const since = performance.now();
  const isOver = (): boolean => inspection.clock.ended.aborted || performance.now() - since >= limitMs;
  let outcomes = made.map(unnamedOutcome);
  for (;;) {
    const results = await lookAtNamespace(inspection);
    const { alerts, failure } = (await readAlerts?.()) ?? NO_ALERTS;
    const seen = { results, alerts, elapsedMs: Math.round(performance.now() - since) };
    outcomes = outcomes.map((outcome, index) => updateOutcome(outcome, made[index] as MadeFault, seen));
    const isDone = outcomes.every((one) => one.namedAfterMs !== null && (!alertsAsked || one.alertAfterMs !== null));
    if (isDone || isOver()) return { outcomes, alertsAsked, alertsFailure: failure };
    await pauseFor(PAUSE_MS, inspection.clock.ended);
  }
};

const NO_ALERTS: FiredAlerts = { alerts: [], failure: null };

const unnamedOutcome = ({ fault }: MadeFault): FaultOutcome => ({
  fault: fault.name,
  text: fault.text,
  namedAfterMs: null,
  finding: null,
  alertAfterMs: null,
});

const lookAtNamespace = async (inspection: InspectionRun): Promise<readonly Result[]> => {
  const { results, explainer } = await inspectCluster(inspection, []);
  explainer?.close();
  return results;
};

interface Seen {
  readonly results: readonly Result[];
  readonly alerts: FiredAlerts['alerts'];
  readonly elapsedMs: number;
}

const updateOutcome = (outcome: FaultOutcome, made: MadeFault, { results, alerts, elapsedMs }: Seen): FaultOutcome => {
  const finding = outcome.namedAfterMs === null ? findNaming(results, made) : undefined;
  const isAlerted = outcome.alertAfterMs === null && alerts.some((labels) => isAbout(labels, made));
  return {
    ...outcome,
    ...(finding === undefined ? {} : { namedAfterMs: elapsedMs, finding: `${finding.reason}: ${finding.message}` }),
    ...(finding === undefined && outcome.namedAfterMs === null ? { finding: blindChecks(results, made) } : {}),
    ...(isAlerted ? { alertAfterMs: elapsedMs } : {}),
  };
};

/** Whether a label names an object of the fault, or a pod of it, whatever the alert calls it. */
const isAbout = (labels: FiredAlerts['alerts'][number], { name }: MadeFault): boolean =>
  Object.values(labels).some((value) => value === name || value.startsWith(`${name}-`));

/** What the checks say that would name the fault, where they could not look. */
const blindChecks = (results: readonly Result[], { fault }: MadeFault): string | null => {
  const checks = fault.reasons.flatMap((reason) => checksOfReason(reason, []));
  const blind = results.find(({ check, status }) => status === 'error' && checks.includes(check));
  return blind === undefined ? null : `${blind.name} could not look: ${blind.message}`;
};
