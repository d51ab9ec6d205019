import type { V1NodeSelectorTerm, V1PodSpec, V1Toleration } from '@kubernetes/client-node';
import type { LabelRequirement, Labels } from '../objects/label-selector.ts';
import { part } from '../rows/intern.ts';
import { type ReferenceRow, references } from './config-references.ts';
import { type ContainerSpec, containerSpec, sharing } from './container-spec.ts';
import { expression } from './selectors.ts';
import { each, filled, flag, row, type Wire } from './wire-fields.ts';

/** What a pod is made from; one object for all pods of one revision. */
export interface TemplateRow {
  readonly containers: readonly ContainerSpec[];
  readonly initContainers: readonly ContainerSpec[];
  readonly references: readonly ReferenceRow[];
  readonly nodeSelector: Labels;
  /** Required node affinity: one of the terms has to match, each with all of its expressions. */
  readonly nodeTerms: readonly (readonly LabelRequirement[])[];
  /** Affinities that are required, besides the one to nodes. */
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
  readonly runtimeClass?: string;
  readonly scheduler?: string;
  /** Seconds between the request to stop and the kill. */
  readonly graceSeconds?: number;
}

/** Without a key it tolerates every taint; without an effect every effect. */
export interface TolerationRow {
  readonly key?: string;
  readonly operator: string;
  readonly value?: string;
  readonly effect?: string;
  readonly seconds?: number;
}

const NOTHING: Labels = Object.freeze({});

const toleration = (from: Wire<V1Toleration>): TolerationRow =>
  row<TolerationRow>({
    key: filled(from.key),
    operator: from.operator ?? 'Equal',
    value: filled(from.value),
    effect: filled(from.effect),
    seconds: from.tolerationSeconds,
  });

/** `matchFields` name a DaemonSet pod's node: left out, so that its pods share a template. */
const terms = (from: Wire<V1NodeSelectorTerm>[] | undefined) =>
  each(from, (term) => each(term.matchExpressions, expression)).filter((term) => term.length > 0);

/** The reduced pod template; equal ones are the same object. */
export const template = (spec: Wire<V1PodSpec>): TemplateRow =>
  part(
    row<TemplateRow>({
      containers: each(spec.containers, containerSpec),
      initContainers: each(spec.initContainers, containerSpec),
      references: references(spec),
      nodeSelector: spec.nodeSelector ?? NOTHING,
      nodeTerms: terms(spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms),
      podAffinity: flag(Boolean(spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length)),
      podAntiAffinity: flag(
        Boolean(spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length),
      ),
      topologySpread: flag(
        spec.topologySpreadConstraints?.some(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule'),
      ),
      tolerations: each(spec.tolerations, toleration),
      serviceAccount: filled(spec.serviceAccountName),
      pullSecrets: each(spec.imagePullSecrets, ({ name }) => name ?? ''),
      priority: spec.priority || undefined,
      priorityClass: filled(spec.priorityClassName),
      restartPolicy: spec.restartPolicy ?? 'Always',
      hostNetwork: flag(spec.hostNetwork),
      runtimeClass: filled(spec.runtimeClassName),
      scheduler: spec.schedulerName === 'default-scheduler' ? undefined : filled(spec.schedulerName),
      graceSeconds: spec.terminationGracePeriodSeconds,
    }),
    sharingAll,
  );

const sharingAll = (from: TemplateRow): TemplateRow => ({
  ...from,
  containers: from.containers.map(sharing),
  tolerations: part(from.tolerations),
});
