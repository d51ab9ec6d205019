import type { LabelRequirement, Labels } from '../objects/label-selector.ts';
import type { WireNodeSelectorTerm, WirePodSpec, WireToleration } from '../protobuf/tables/core-v1.ts';
import { idOf, internObject } from '../rows/intern.ts';
import { podReferences, type ReferenceRow } from './config-references.ts';
import { type ContainerSpec, projectContainerSpec } from './container-spec.ts';
import { projectRequirement } from './selectors.ts';
import { mapItems, nonEmpty, toRow, trueOrAbsent } from './wire-fields.ts';

/** What a pod is made from (`PodSpec`): one object for all pods of a revision. */
export interface TemplateRow {
  readonly containers: readonly ContainerSpec[];
  readonly initContainers: readonly ContainerSpec[];
  readonly references: readonly ReferenceRow[];
  readonly nodeSelector: Labels;
  /** Required node affinity: one of the terms has to match, with all of its requirements. */
  readonly nodeTerms: readonly (readonly LabelRequirement[])[];
  /** Whether there are required affinities to pods, and required spreading. */
  readonly podAffinity?: true;
  readonly podAntiAffinity?: true;
  readonly topologySpread?: true;
  readonly tolerations: readonly TolerationRow[];
  readonly serviceAccount?: string;
  readonly pullSecrets: readonly string[];
  readonly priority?: number;
  readonly priorityClass?: string;
  readonly restartPolicy: string;
  readonly hostNetwork?: true;
  /** Absent: `ClusterFirst`. */
  readonly dnsPolicy?: string;
  /** Of its `dnsConfig`; kept only with `dnsPolicy: None`. */
  readonly nameservers?: readonly string[];
  readonly runtimeClass?: string;
  readonly scheduler?: string;
  /** Seconds between the request to stop and the kill. */
  readonly graceSeconds?: number;
}

/** A toleration. Without a key it is for every taint, without an effect for every effect. */
export interface TolerationRow {
  readonly key?: string;
  readonly operator: string;
  readonly value?: string;
  readonly effect?: string;
  readonly seconds?: number;
}

const NO_NODE_LABELS: Labels = Object.freeze({});

const projectToleration = (from: WireToleration): TolerationRow =>
  toRow<TolerationRow>({
    key: nonEmpty(from.key),
    operator: from.operator ?? 'Equal',
    value: nonEmpty(from.value),
    effect: nonEmpty(from.effect),
    seconds: from.tolerationSeconds,
  });

/** Without `matchFields`, which name the node of a DaemonSet's pod: so the pods of a DaemonSet have equal templates. */
const projectNodeTerms = (from: readonly WireNodeSelectorTerm[] | undefined) =>
  mapItems(from, (term) => mapItems(term.matchExpressions, projectRequirement)).filter((term) => term.length > 0);

/** Projects a pod template; equal ones are the same object. */
export const projectPodTemplate = (spec: WirePodSpec): TemplateRow => {
  const template = templateFields(spec);
  const { containers, initContainers } = template;
  const ids = { containers: containers.map(idOf), initContainers: initContainers.map(idOf) };
  return internObject(template, internParts, { ...template, ...ids });
};

const templateFields = (spec: WirePodSpec): TemplateRow =>
  toRow<TemplateRow>({
    containers: mapItems(spec.containers, projectContainerSpec),
    initContainers: mapItems(spec.initContainers, projectContainerSpec),
    references: podReferences(spec),
    nodeSelector: spec.nodeSelector ?? NO_NODE_LABELS,
    nodeTerms: projectNodeTerms(
      spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms,
    ),
    podAffinity: trueOrAbsent(
      Boolean(spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length),
    ),
    podAntiAffinity: trueOrAbsent(
      Boolean(spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length),
    ),
    topologySpread: trueOrAbsent(
      spec.topologySpreadConstraints?.some(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule'),
    ),
    tolerations: mapItems(spec.tolerations, projectToleration),
    serviceAccount: nonEmpty(spec.serviceAccountName),
    pullSecrets: mapItems(spec.imagePullSecrets, ({ name }) => name ?? ''),
    priority: spec.priority || undefined,
    priorityClass: nonEmpty(spec.priorityClassName),
    restartPolicy: spec.restartPolicy ?? 'Always',
    hostNetwork: trueOrAbsent(spec.hostNetwork),
    dnsPolicy: spec.dnsPolicy === 'ClusterFirst' ? undefined : nonEmpty(spec.dnsPolicy),
    nameservers: spec.dnsPolicy === 'None' ? spec.dnsConfig?.nameservers : undefined,
    runtimeClass: nonEmpty(spec.runtimeClassName),
    scheduler: spec.schedulerName === 'default-scheduler' ? undefined : nonEmpty(spec.schedulerName),
    graceSeconds: spec.terminationGracePeriodSeconds,
  });

const internParts = (from: TemplateRow): TemplateRow => ({ ...from, tolerations: internObject(from.tolerations) });
