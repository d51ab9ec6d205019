import type { V1Pod, V1PodSpec, V1PodStatus } from '@kubernetes/client-node';
import { type Condition, condition } from '../fields/condition.ts';
import { claims } from '../fields/config-references.ts';
import { type ContainerStatus, containerStatus } from '../fields/container-status.ts';
import { labelsOf, type MetaRow, meta } from '../fields/object-meta.ts';
import { type TemplateRow, template } from '../fields/pod-template.ts';
import { each, filled, flag, row, time, type Wire } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';
import { text } from '../rows/intern.ts';

export interface PodRow extends MetaRow {
  readonly labels: Labels;
  readonly phase: string;
  readonly reason?: string;
  readonly message?: string;
  readonly startedAt?: number;
  readonly node?: string;
  /** Of a pod that is ready: `Ready`, and those that are not as they should be. Else all. */
  readonly conditions: readonly Condition[];
  readonly containers: readonly ContainerStatus[];
  readonly initContainers: readonly ContainerStatus[];
  readonly claims?: readonly string[];
  readonly gates?: readonly string[];
  /** Made by its kubelet from a file; has no controller and needs none. */
  readonly mirror?: true;
  readonly template: TemplateRow;
}

export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

const telling = ({ type, status }: Condition) => type === 'Ready' || type === 'DisruptionTarget' || status !== 'True';

/** A sound pod's five conditions say one thing; four of them are not worth their memory. */
const conditions = (status: Wire<V1PodStatus>): readonly Condition[] => {
  const all = each(status.conditions, condition);
  const ready = all.some(({ type, status }) => type === 'Ready' && status === 'True');
  return ready ? all.filter(telling) : all;
};

/** A pod, reduced to what is judged. */
export const pod = (from: Wire<V1Pod>): PodRow => {
  const spec: Wire<V1PodSpec> = from.spec ?? { containers: [] };
  const status: Wire<V1PodStatus> = from.status ?? {};
  const used = claims(spec, from.metadata?.name);
  return row<PodRow>({
    ...meta('Pod', from),
    labels: labelsOf(from.metadata?.labels),
    phase: text(status.phase) ?? 'Unknown',
    reason: text(status.reason),
    message: filled(status.message),
    startedAt: time(status.startTime),
    node: text(spec.nodeName),
    conditions: conditions(status),
    containers: each(status.containerStatuses, containerStatus),
    initContainers: each(status.initContainerStatuses, containerStatus),
    claims: used.length > 0 ? used : undefined,
    gates: spec.schedulingGates?.length ? spec.schedulingGates.map(({ name }) => name) : undefined,
    mirror: flag(from.metadata?.annotations?.[MIRROR_ANNOTATION] !== undefined),
    template: template(spec),
  });
};
