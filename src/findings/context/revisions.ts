import type { ContainerSpec } from '../../kubernetes/fields/container-spec.ts';
import type { TemplateRow } from '../../kubernetes/fields/pod-template.ts';
import type { PodRow } from '../../kubernetes/views/pods.ts';
import type { ReplicaSetRow } from '../../kubernetes/views/replica-sets.ts';
import { containerChanges, templateChanges } from './template-changes.ts';

const MAX_CHANGES = 8;

/** All containers of a template, init containers first. */
export const containersOf = ({ initContainers, containers }: TemplateRow): readonly ContainerSpec[] => [
  ...initContainers,
  ...containers,
];

/** What the newest revision changed, where this set is of it and the one before still has pods. */
export const rolloutChanges = (set: ReplicaSetRow, all: readonly ReplicaSetRow[]): readonly string[] => {
  const siblings = all.filter(
    ({ owner, revision }) => owner !== undefined && owner.uid === set.owner?.uid && revision !== undefined,
  );
  const [newest, before] = siblings.toSorted((one, other) => revisionOf(other) - revisionOf(one));
  if (newest !== set || newest.template === undefined || before?.template === undefined) return [];
  return templateChanges(before.template, newest.template).slice(0, MAX_CHANGES);
};

const HASH_LABEL = 'controller-revision-hash';
/** Counts the templates of a DaemonSet; its controller labels each pod with it. */
const GENERATION_LABEL = 'pod-template-generation';

/** The same for a StatefulSet or DaemonSet, whose pods alone have the templates: against a pod of the revision before. */
export const rolloutChangesBeside = (
  pod: PodRow,
  beside: readonly PodRow[],
  updateRevision: string | undefined,
): readonly string[] => {
  const isOlder = (other: PodRow): boolean =>
    updateRevision === undefined
      ? Number(other.labels[GENERATION_LABEL]) < Number(pod.labels[GENERATION_LABEL])
      : pod.labels[HASH_LABEL] === updateRevision && other.labels[HASH_LABEL] !== updateRevision;
  const before = beside.find((other) => other.owner?.uid === pod.owner?.uid && isOlder(other));
  return before === undefined ? [] : templateChanges(before.template, pod.template).slice(0, MAX_CHANGES);
};

const revisionOf = ({ revision }: ReplicaSetRow): number => Number(revision ?? 0);

/** Where a container is unlike the template of its ReplicaSet. What a template leaves open, admission fills in. */
export const differencesFromTemplate = (
  { template: actual }: PodRow,
  container: string,
  { ref, template }: ReplicaSetRow,
): readonly string[] => {
  const spec = containersOf(actual).find(({ name }) => name === container);
  if (spec === undefined || template === undefined) return [];
  const wanted = containersOf(template).find(({ name }) => name === container);
  if (wanted === undefined) return [`${container}: the template of ReplicaSet ${ref.name} has no such container`];
  const limits = statedOnly(spec.limits, wanted.limits);
  const requests = statedOnly(spec.requests, wanted.requests);
  return containerChanges(wanted, { ...spec, limits, requests }).slice(0, MAX_CHANGES);
};

const statedOnly = (actual: ContainerSpec['limits'], stated: ContainerSpec['limits']): ContainerSpec['limits'] =>
  Object.fromEntries(Object.entries(actual).filter(([resource]) => resource in stated));
