import { type Condition, projectCondition } from '../fields/condition.ts';
import { podClaims } from '../fields/config-references.ts';
import { type ContainerStatus, projectContainerStatus } from '../fields/container-status.ts';
import { HELM_HOOK_ANNOTATION, internLabels, type MetaRow, metaFields } from '../fields/object-meta.ts';
import { projectPodTemplate, type TemplateRow } from '../fields/pod-template.ts';
import { mapItems, nonEmpty, parseTime, toRow, trueOrAbsent } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';
import type { WirePod, WirePodSpec, WirePodStatus } from '../protobuf/tables/core-v1.ts';
import { internString } from '../rows/intern.ts';

export interface PodRow extends MetaRow {
  readonly labels: Labels;
  readonly phase: string;
  readonly reason?: string;
  readonly message?: string;
  readonly startedAt?: number;
  readonly node?: string;
  /** The one node that its affinity names: a DaemonSet makes a pod for each. */
  readonly targetNode?: string;
  readonly address?: string;
  /** Of a ready pod only `Ready`, `DisruptionTarget` and those that are not True; of any other pod all. */
  readonly conditions: readonly Condition[];
  readonly containers: readonly ContainerStatus[];
  readonly initContainers: readonly ContainerStatus[];
  readonly claims?: readonly string[];
  readonly gates?: readonly string[];
  /** A static pod, made by its kubelet from a file: it has no controller and needs none. */
  readonly mirror?: true;
  /** A pod of `helm test`, or of another hook of Helm. */
  readonly hook?: true;
  readonly template: TemplateRow;
}

export const MIRROR_POD_ANNOTATION = 'kubernetes.io/config.mirror';

const isWorthKeeping = ({ type, status }: Condition) =>
  type === 'Ready' || type === 'DisruptionTarget' || status !== 'True';

/** Drops what is True of a ready pod, for its memory. */
const projectConditions = (status: WirePodStatus): readonly Condition[] => {
  const all = mapItems(status.conditions, projectCondition);
  const ready = all.some(({ type, status }) => type === 'Ready' && status === 'True');
  // A filtered list has room for seventeen.
  return ready ? all.filter(isWorthKeeping).slice() : all;
};

/** `metadata.name` in the fields of a node affinity. */
const targetNodeOf = (spec: WirePodSpec): string | undefined =>
  spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
    ?.flatMap(({ matchFields = [] }) => matchFields)
    .find(({ key }) => key === 'metadata.name')?.values?.[0];

/** Projects a pod. */
export const projectPod = (from: WirePod): PodRow => {
  const spec: WirePodSpec = from.spec ?? {};
  const status: WirePodStatus = from.status ?? {};
  const used = podClaims(spec, from.metadata?.name);
  return toRow<PodRow>({
    ...metaFields('Pod', from),
    labels: internLabels(from.metadata?.labels),
    phase: internString(status.phase) ?? 'Unknown',
    reason: internString(status.reason),
    message: nonEmpty(status.message),
    startedAt: parseTime(status.startTime),
    node: internString(spec.nodeName),
    targetNode: internString(spec.nodeName ? undefined : targetNodeOf(spec)),
    address: nonEmpty(status.podIP),
    conditions: projectConditions(status),
    containers: mapItems(status.containerStatuses, projectContainerStatus),
    initContainers: mapItems(status.initContainerStatuses, projectContainerStatus),
    claims: used.length > 0 ? used : undefined,
    gates: spec.schedulingGates?.length ? spec.schedulingGates.map(({ name }) => name) : undefined,
    mirror: trueOrAbsent(from.metadata?.annotations?.[MIRROR_POD_ANNOTATION] !== undefined),
    hook: trueOrAbsent(from.metadata?.annotations?.[HELM_HOOK_ANNOTATION] !== undefined),
    template: projectPodTemplate(spec),
  });
};
