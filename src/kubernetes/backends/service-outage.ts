import type { ObjectRef } from '../../model/result.ts';
import { formatDuration } from '../../text/duration-text.ts';
import { pluralize } from '../../text/pluralize.ts';
import { findCondition, findConditionWithStatus } from '../objects/conditions.ts';
import { ownerOf } from '../objects/pod-owner.ts';
import type { PodRow } from '../views/pods.ts';
import type { ServiceRow } from '../views/services.ts';
import { hasNamedTarget, undeclaredPorts } from './pod-ports.ts';
import { formatLabels } from './selector-text.ts';
import { hasReadyEndpoint, type ServiceBackends } from './service-backends.ts';
import { describeUnmatched, findNearestPods } from './unmatched-selector.ts';
import { type UnusedKind, unusedKindOf } from './unused-services.ts';

/** Why a Service has no ready endpoint. */
export interface ServiceOutage {
  readonly why: 'no_pod' | 'unready' | 'leaving' | 'unlisted' | 'unmanaged';
  /** It is so on purpose: nobody has the role, the labels are of pods that never were here, the run is over. */
  readonly onPurpose?: UnusedKind;
  readonly since: number;
  /** For a message: lower case, with the numbers. */
  readonly text: string;
  readonly because: readonly ObjectRef[];
  readonly pod?: string;
}

/**
 * Why a Service is not served; undefined when it is, or need not be: an external name, or a workload that is scaled to
 * zero.
 */
export const serviceOutage = (row: ServiceRow, backing: ServiceBackends, now: number): ServiceOutage | undefined => {
  if (row.type === 'ExternalName' || row.deletingAt !== undefined || hasReadyEndpoint(backing)) return undefined;
  if (Object.keys(row.selector).length === 0)
    return {
      why: 'unmanaged',
      since: lastEndpointChange(row, backing),
      text: 'it has no selector, and nobody made endpoints',
      because: [],
    };
  const { pods = [], leaving } = backing;
  if (pods.length > 0) return unreadyOutage(row, { pods, now });
  if (isScaledToZero(backing)) return undefined;
  return leaving.length > 0 ? leavingOutage(leaving) : unmatchedOutage(row, backing);
};

/** Whether all workloads behind a Service are scaled to zero, on purpose. */
export const isScaledToZero = ({ workloads, pods = [] }: ServiceBackends): boolean =>
  pods.length === 0 && workloads.length > 0 && workloads.every(({ replicas }) => replicas === 0);

const lastEndpointChange = ({ createdAt }: ServiceRow, { slices }: ServiceBackends): number =>
  Math.max(createdAt, ...slices.map(({ changedAt = 0 }) => changedAt));

const readinessChangedAt = (pod: PodRow): number => findCondition(pod, 'Ready')?.at ?? pod.createdAt;

const unreadyOutage = (row: ServiceRow, { pods, now }: { pods: readonly PodRow[]; now: number }): ServiceOutage => {
  const since = Math.max(row.createdAt, ...pods.map(readinessChangedAt));
  const ready = pods.filter((pod) => findConditionWithStatus(pod, 'Ready', 'True') !== undefined);
  const [first] = pods as readonly [PodRow];
  // Its own name comes last: `service-ports` has a finding about a named port that none of the pods declares.
  const own = undeclaredPorts(row, pods).some(hasNamedTarget) ? [row.ref] : [];
  const because = [...pods.map(({ ref }) => ref), ...pods.map(ownerOf), ...own];
  if (ready.length > 0)
    return {
      why: 'unlisted',
      since,
      text: `${pluralize(ready.length, 'pod is', 'pods are')} ready and not among its endpoints`,
      because,
      pod: first.ref.name,
    };
  const match = pluralize(
    pods.length,
    'pod matches its selector and is not ready',
    'pods match its selector, none of them is ready',
  );
  const text = `${match}, for ${formatDuration(now - since)}`;
  return { why: 'unready', since, text, because, pod: first.ref.name };
};

const leavingOutage = (leaving: readonly PodRow[]): ServiceOutage => ({
  why: 'leaving',
  since: Math.max(...leaving.map(({ deletingAt = 0 }) => deletingAt)),
  text: `${pluralize(leaving.length, 'pod that matches its selector is', 'pods that match its selector are')} being deleted`,
  because: leaving.map(({ ref }) => ref),
});

const unmatchedOutage = (row: ServiceRow, backing: ServiceBackends): ServiceOutage => {
  const { workloads, pods } = backing;
  const since = lastEndpointChange(row, backing);
  const selector = formatLabels(row.selector);
  if (pods === undefined)
    return { why: 'no_pod', since, text: `no endpoint for its selector ${selector}`, because: [] };
  const text = `no pod matches its selector ${selector}`;
  if (workloads.length > 0) {
    const names = workloads.map(({ ref }) => `${ref.kind} ${ref.name}`);
    const because = workloads.map(({ ref }) => ref);
    return { why: 'no_pod', since, text: `${text}: ${names.join(', ')} should have made one`, because };
  }
  const nearest = findNearestPods(row, backing);
  const onPurpose = unusedKindOf(row, backing);
  return {
    why: 'no_pod',
    since: Math.max(since, ...(nearest?.pods ?? []).map(({ createdAt }) => createdAt)),
    text: `${text}: ${describeUnmatched(row, backing)}`,
    because: (nearest?.unlabelled ?? []).filter(isUnready).flatMap((pod) => [pod.ref, ownerOf(pod)]),
    ...(onPurpose === undefined ? {} : { onPurpose }),
  };
};

const isUnready = (pod: PodRow): boolean => findConditionWithStatus(pod, 'Ready', 'True') === undefined;
