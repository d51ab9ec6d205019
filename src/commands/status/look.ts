import { loadViews } from '../../kubernetes/rows/pages.ts';
import { createReadingThread, withClusterThread } from '../../run/threads/cluster-thread.ts';
import type { Refusals } from '../../status/refused-creations.ts';
import { isAtRest } from '../../status/rest.ts';
import { STATUS_CONTEXT_VIEWS, STATUS_VIEWS, type StatusView } from '../../status/status-rows.ts';
import type { WorkloadStatus } from '../../status/workload-status.ts';
import { workloadStatuses } from '../../status/workloads.ts';
import { type ClusterReading, clusterSource } from '../check/cluster-source.ts';
import type { ClusterScope } from '../check/report.ts';
import { objectSelectors } from '../input/object-selectors.ts';
import type { InspectionRun } from '../inspect/open-inspection.ts';
import { type StatusTarget, selectWorkloads } from './select-workloads.ts';
import { splitStatusViews } from './split-status-views.ts';

/** What was seen of a target at one time. */
export interface StatusLook {
  readonly workloads: readonly WorkloadStatus[];
  /** Why some of it was not read. */
  readonly unread: readonly string[];
  /** It may not be read, or there is nothing to look at: another look is in vain. */
  readonly isBarred: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly scope: ClusterScope;
  readonly stuck: boolean;
}

/**
 * Reads what a target needs, and nothing else: no check runs, no log is read, and events only of workloads that tell of
 * refused pods in nothing else.
 * @throws {UsageError} when the target names nothing.
 */
export const lookAtStatus = async (
  target: StatusTarget,
  run: InspectionRun,
  refusals: Refusals,
): Promise<StatusLook> => {
  const source = clusterSource(run);
  const views = [...viewsOf(target), ...STATUS_CONTEXT_VIEWS];
  const { explainer, ...reading } = await withClusterThread(createReadingThread(), (thread) =>
    source.read(views, thread),
  );
  try {
    const look = await judgeReading(target, run, reading, source.scope());
    const moving = look.workloads.filter((workload) => !isAtRest(workload)).map(({ ref }) => ref);
    await refusals.read(moving, explainer, look.now);
    return { ...look, workloads: look.workloads.map((workload) => withRefusal(workload, refusals)) };
  } finally {
    explainer?.close();
  }
};

/** A workload whose pods are refused for good, as events say. */
const withRefusal = (workload: WorkloadStatus, { lastingRefusal }: Refusals): WorkloadStatus => {
  const refusal = isAtRest(workload) ? undefined : lastingRefusal(workload.ref);
  return refusal === undefined
    ? workload
    : { ...workload, state: 'errored', cannotHeal: true, text: `its pods cannot be created, FailedCreate: ${refusal}` };
};

const judgeReading = async (
  target: StatusTarget,
  run: InspectionRun,
  { gathered, stuck = false }: ClusterReading,
  scope: ClusterScope,
): Promise<StatusLook> => {
  const wanted = viewsOf(target);
  const views = await loadViews(gathered.views);
  const problems = wanted.flatMap((name) => {
    const view = views[name];
    return view !== undefined && 'problem' in view ? [view.problem] : [];
  });
  const base = { now: gathered.now, scope, stuck };
  const unread = [...new Set(problems.map(({ message }) => message))];
  if (unread.length > 0)
    return { ...base, workloads: [], unread, isBarred: problems.some(({ reason }) => LASTING.has(reason)) };
  const cluster = { ...splitStatusViews(views), now: gathered.now };
  const { workloads } = selectWorkloads(target, workloadStatuses(cluster), cluster, {
    ...run.config,
    selectors: objectSelectors(run.flags),
  });
  return { ...base, workloads, unread, isBarred: false };
};

/** Reasons that another look does not change. */
const LASTING: ReadonlySet<string> = new Set(['permission', 'config', 'tls_untrusted', 'tls_expired', 'tls_name']);

/** The views that tell of a target. */
const viewsOf = (target: StatusTarget): readonly StatusView[] => {
  if (target === undefined || 'service' in target) return STATUS_VIEWS;
  const { view } = target.object;
  if (view === 'deployments' || view === 'replicaSets') return ['pods', 'deployments', 'replicaSets'];
  if (view === 'jobs' || view === 'cronJobs') return ['pods', 'jobs', 'cronJobs'];
  return view === 'pods' ? STATUS_VIEWS : ['pods', view];
};
