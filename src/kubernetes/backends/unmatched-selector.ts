import { abbreviateList } from '../../text/abbreviate-list.ts';
import { pluralize } from '../../text/pluralize.ts';
import type { Labels } from '../objects/label-selector.ts';
import type { PodRow } from '../views/pods.ts';
import type { ServiceRow } from '../views/services.ts';
import { formatLabels } from './selector-text.ts';
import { type ServiceBackends, selectsLabels } from './service-backends.ts';

/** The pods that have all labels of a selector but one. */
export interface NearestPods {
  readonly key: string;
  readonly value: string;
  /** The rest of the selector. */
  readonly rest: Labels;
  readonly pods: readonly PodRow[];
  /** Those of them that lack the label, rather than having another value. */
  readonly unlabelled: readonly PodRow[];
  /** An operator or agent gives the label to pods as they run. */
  readonly isAtRuntime: boolean;
}

/**
 * The pods that lack one label of a selector that nobody matches: the largest group of them, and rather one that lacks what is
 * given at run time than one of another application.
 */
export const findNearestPods = ({ selector }: ServiceRow, backing: ServiceBackends): NearestPods | undefined => {
  const living = backing.neighbours.filter(({ deletingAt, phase }) => deletingAt === undefined && isLiving(phase));
  const groups = Object.entries(selector).map(([key, value]): NearestPods => {
    const { [key]: _, ...rest } = selector;
    const pods = living.filter(({ labels }) => selectsLabels(rest, labels));
    const isAtRuntime = pods.every((pod) => isGivenAtRuntime(pod, { key, rest }, backing));
    return { key, value, rest, pods, isAtRuntime, unlabelled: pods.filter(({ labels }) => labels[key] === undefined) };
  });
  return groups
    .filter(({ pods }) => pods.length > 0)
    .sort(
      (one, other) => Number(other.isAtRuntime) - Number(one.isAtRuntime) || other.pods.length - one.pods.length,
    )[0];
};

const TEMPLATE_KINDS = ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController'];
const ROLE_KEY_PATTERN = /role|primary|master|leader|active|replica|standby/i;

/** Whether a label is given to a pod as it runs: it is not in the template; where that is not seen, by the name of the label. */
const isGivenAtRuntime = (
  { owner }: PodRow,
  { key, rest }: Pick<NearestPods, 'key' | 'rest'>,
  { allWorkloads }: ServiceBackends,
): boolean => {
  if (owner === undefined) return false;
  if (!TEMPLATE_KINDS.includes(owner.kind)) return ROLE_KEY_PATTERN.test(key);
  const makers = allWorkloads.filter(({ templateLabels }) => selectsLabels(rest, templateLabels));
  return makers.length > 0 && makers.every(({ templateLabels }) => templateLabels[key] === undefined);
};

const isLiving = (phase: string): boolean => phase !== 'Succeeded' && phase !== 'Failed';

/** Names the labels of the selector that no pod has, or the pods that have all of them but one. */
export const describeUnmatched = (row: ServiceRow, backing: ServiceBackends): string => {
  const { neighbours } = backing;
  if (neighbours.length === 0) return 'the namespace has no pods';
  const entries = Object.entries(row.selector);
  const missing = entries.filter(([key, value]) => !neighbours.some(({ labels }) => labels[key] === value));
  const nearest = findNearestPods(row, backing);
  if (missing.length === 0) return nearest === undefined ? 'no pod has all of these labels' : describeNearest(nearest);
  const [only] = entries;
  if (only !== undefined && entries.length === 1) return describeValues(only[0], neighbours);
  const rest = Object.fromEntries(entries.filter((entry) => !missing.includes(entry)));
  const near = neighbours.filter(({ labels }) => selectsLabels(rest, labels)).length;
  const text = `no pod has ${formatLabels(Object.fromEntries(missing))}`;
  return near === 0 ? text : `${text}, ${pluralize(near, 'pod has', 'pods have')} ${formatLabels(rest)}`;
};

/** What a label is on the pods that are there. */
const describeValues = (key: string, pods: readonly PodRow[]): string => {
  const values = [...new Set(pods.flatMap(({ labels }) => labels[key] ?? []))].toSorted();
  return values.length === 0
    ? `no pod here has the label ${key}`
    : `pods here have ${key}=${abbreviateList(values, 3)}`;
};

const describeNearest = ({ key, value, rest, pods, unlabelled }: NearestPods): string => {
  const names = unlabelled.map(({ ref }) => ref.name);
  const lacking = names.length === 0 ? '' : `; ${abbreviateList(names, 3)} without ${key}`;
  return `${pluralize(pods.length, 'pod has', 'pods have')} ${formatLabels(rest)}, none of them ${key}=${value}${lacking}`;
};
