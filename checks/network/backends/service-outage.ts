import { findCondition, findConditionWithStatus } from '../../../src/kubernetes/objects/conditions.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { ServiceRow } from '../../../src/kubernetes/views/services.ts';
import type { ObjectRef } from '../../../src/model/result.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import { ownerOf } from '../../pods/owners/owner.ts';
import { hasNamedTarget, undeclaredPorts } from './pod-ports.ts';
import { hasReadyEndpoint, type ServiceBackends, selectsLabels } from './service-backends.ts';

/** Why a Service has no ready endpoint. */
export interface ServiceOutage {
  readonly why: 'no_pod' | 'unready' | 'leaving' | 'unlisted' | 'unmanaged';
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
  const names = workloads.map(({ ref }) => `${ref.kind} ${ref.name}`);
  if (names.length > 0) {
    const text = `no pod matches its selector ${selector}: ${names.join(', ')} should have made one`;
    return { why: 'no_pod', since, text, because: workloads.map(({ ref }) => ref) };
  }
  return {
    why: 'no_pod',
    since,
    text: `no pod matches its selector ${selector}${labelHint(row, backing)}`,
    because: [],
  };
};

/** Names the labels of the selector that no pod has, or says that no pod has all of them. */
const labelHint = ({ selector }: ServiceRow, { neighbours }: ServiceBackends): string => {
  const entries = Object.entries(selector);
  const missing = entries.filter(([key, value]) => !neighbours.some(({ labels }) => labels[key] === value));
  if (missing.length === 0)
    return neighbours.length === 0 ? ': the namespace has no pods' : ': no pod has all of these labels';
  const rest = Object.fromEntries(entries.filter((entry) => !missing.includes(entry)));
  const near = neighbours.filter(({ labels }) => selectsLabels(rest, labels)).length;
  const text = `: no pod has ${formatLabels(Object.fromEntries(missing))}`;
  return near === 0 ? text : `${text}, ${pluralize(near, 'pod has', 'pods have')} ${formatLabels(rest)}`;
};

/** Labels as kubectl takes them: `app=web,tier=front`. */
export const formatLabels = (selector: Readonly<Record<string, string>>): string =>
  Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
