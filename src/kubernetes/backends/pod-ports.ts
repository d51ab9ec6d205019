import type { ContainerPort, ContainerSpec } from '../fields/container-spec.ts';
import type { PodRow } from '../views/pods.ts';
import type { ServicePortRow, ServiceRow } from '../views/services.ts';

/** Containers that may serve traffic: containers and sidecars. */
export const servingContainers = ({ template }: PodRow): readonly ContainerSpec[] => [
  ...template.containers,
  ...template.initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always'),
];

/** The ports that a pod's containers declare. */
export const declaredPorts = (pod: PodRow): readonly ContainerPort[] =>
  servingContainers(pod).flatMap(({ ports }) => ports);

/** Whether a pod declares a Service's target port, or has a probe that asks it. */
export const declaresPort = (pod: PodRow, { target, protocol }: ServicePortRow): boolean =>
  declaredPorts(pod).some(
    (port) => (port.protocol ?? 'TCP') === protocol && (port.name === target || port.port === target),
  ) ||
  servingContainers(pod).some(({ liveness, readiness, startup }) =>
    [liveness, readiness, startup].some((probe) => typeof target === 'number' && probe?.port === target),
  );

/** The ports of a Service that none of these pods declares. */
export const undeclaredPorts = ({ ports }: ServiceRow, pods: readonly PodRow[]): readonly ServicePortRow[] =>
  ports.filter((port) => !pods.some((pod) => declaresPort(pod, port)));

/** Whether a Service's port targets a container port by name; Kubernetes drops one whose name no container declares. */
export const hasNamedTarget = ({ target }: ServicePortRow): boolean => typeof target === 'string';
