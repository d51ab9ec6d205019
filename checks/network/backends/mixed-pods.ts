import { declaresPort, hasNamedTarget } from '../../../src/kubernetes/backends/pod-ports.ts';
import { objectKey } from '../../../src/kubernetes/objects/object-key.ts';
import { isJobPod, ownerOf } from '../../../src/kubernetes/objects/pod-owner.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { ServicePortRow, ServiceRow } from '../../../src/kubernetes/views/services.ts';
import type { ObjectRef } from '../../../src/model/result.ts';

/** A workload that a Service selects beside the one that serves its port. */
export interface StrayWorkload {
  readonly port: ServicePortRow;
  readonly owner: ObjectRef;
  readonly pods: readonly PodRow[];
}

/**
 * The workloads that a Service selects, whose pods declare none of its target port, while those of another one do. A pod that
 * lacks a port by name is left out of the endpoints, and one of the same image serves it without declaring it.
 */
export const findStrayWorkloads = ({ ports }: ServiceRow, pods: readonly PodRow[]): readonly StrayWorkload[] => {
  const owned = pods.filter((pod) => pod.owner !== undefined && !isJobPod(pod));
  const groups = [...Map.groupBy(owned, (pod) => objectKey(ownerOf(pod))).values()];
  return groups.length < 2
    ? []
    : ports
        .filter((port) => !hasNamedTarget(port))
        .flatMap((port) =>
          strayGroups(port, groups).map((group) => ({ port, pods: group, owner: ownerOf(group[0] as PodRow) })),
        );
};

const strayGroups = (port: ServicePortRow, groups: readonly (readonly PodRow[])[]): readonly (readonly PodRow[])[] => {
  const serving = groups.filter((group) => group.some((pod) => declaresPort(pod, port)));
  const images = new Set(serving.flat().flatMap(imagesOf));
  const isStray = (group: readonly PodRow[]) => !group.some((pod) => imagesOf(pod).some((image) => images.has(image)));
  return serving.length === 0 ? [] : groups.filter((group) => !serving.includes(group) && isStray(group));
};

/** The images of a pod's containers, without tag and digest. */
const imagesOf = ({ template }: PodRow): readonly string[] =>
  template.containers.map(({ image }) => image.replace(/(?:@.*|:[^/]*)$/, ''));
