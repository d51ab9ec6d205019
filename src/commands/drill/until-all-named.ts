import { checksOfReason } from '../../check/reason-checks.ts';
import { errorMessage } from '../../model/errors.ts';
import type { Result } from '../../model/result.ts';
import { pauseFor } from '../../run/attempt/deadline.ts';
import { inspectCluster } from '../inspect/inspect-cluster.ts';
import type { InspectionRun } from '../inspect/open-inspection.ts';
import { alertmanagerOf, readActiveAlerts } from './alertmanager.ts';
import { findNaming, type MadeFault } from './detection.ts';
import type { DrillDocument, FaultOutcome } from './drill-document.ts';

/** Between two looks, in milliseconds. */
const PAUSE_MS = 3000;

interface NamingOptions {
  readonly inspection: InspectionRun;
  /** Milliseconds from now. */
  readonly limitMs: number;
  readonly env: NodeJS.ProcessEnv;
}

/** Looks at the namespace again and again, until every fault is named, and its alert is there, or the time is over. */
export const untilAllNamed = async (
  made: readonly MadeFault[],
  { inspection, limitMs, env }: NamingOptions,
): Promise<Pick<DrillDocument, 'outcomes' | 'alertsAsked'>> => {
  const alertmanager = alertmanagerOf(env, inspection.redactor);
  const alertsAsked = alertmanager !== undefined;
  const since = performance.now();
  const isOver = (): boolean => inspection.clock.ended.aborted || performance.now() - since >= limitMs;
  let outcomes = made.map(unnamedOutcome);
  for (;;) {
    const results = await lookAtNamespace(inspection);
    const alerts = alertmanager === undefined ? [] : await alertedNames(alertmanager, made, inspection);
    const elapsedMs = Math.round(performance.now() - since);
    outcomes = outcomes.map((outcome, index) =>
      updateOutcome(outcome, made[index] as MadeFault, { results, alerts, elapsedMs }),
    );
    const isDone = outcomes.every((one) => one.namedAfterMs !== null && (!alertsAsked || one.alertAfterMs !== null));
    if (isDone || isOver()) return { outcomes, alertsAsked };
    await pauseFor(PAUSE_MS, inspection.clock.ended);
  }
};

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

/** Names of the faults' objects that an alert is about. An Alertmanager that does not answer has none. */
const alertedNames = async (
  alertmanager: string,
  [first]: readonly MadeFault[],
  { clock, log }: InspectionRun,
): Promise<readonly string[]> => {
  try {
    const labels = await readActiveAlerts(alertmanager, first?.namespace ?? '', clock.ended);
    return labels.flatMap((one) => Object.values(one));
  } catch (error) {
    log.error(`the Alertmanager could not be asked: ${errorMessage(error)}`);
    return [];
  }
};

interface Seen {
  readonly results: readonly Result[];
  readonly alerts: readonly string[];
  readonly elapsedMs: number;
}

const updateOutcome = (outcome: FaultOutcome, made: MadeFault, { results, alerts, elapsedMs }: Seen): FaultOutcome => {
  const finding = outcome.namedAfterMs === null ? findNaming(results, made) : undefined;
  const isAlerted = outcome.alertAfterMs === null && alerts.some((name) => name.startsWith(made.name));
  return {
    ...outcome,
    ...(finding === undefined ? {} : { namedAfterMs: elapsedMs, finding: `${finding.reason}: ${finding.message}` }),
    ...(finding === undefined && outcome.namedAfterMs === null ? { finding: blindChecks(results, made) } : {}),
    ...(isAlerted ? { alertAfterMs: elapsedMs } : {}),
  };
};

/** What the checks say that would name the fault, where they could not look. */
const blindChecks = (results: readonly Result[], { fault }: MadeFault): string | null => {
  const checks = fault.reasons.flatMap((reason) => checksOfReason(reason, []));
  const blind = results.find(({ check, status }) => status === 'error' && checks.includes(check));
  return blind === undefined ? null : `${blind.name} could not look: ${blind.message}`;
};
