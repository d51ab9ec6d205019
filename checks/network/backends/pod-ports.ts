import type { ContainerPort, ContainerSpec } from '../../../src/kubernetes/fields/container-spec.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { ServicePortRow, ServiceRow } from '../../../src/kubernetes/views/services.ts';

/** Containers that may serve: a sidecar as well. */
export const servingOf = ({ template }: PodRow): readonly ContainerSpec[] => [
  ...template.containers,
  ...template.initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always'),
];

export const portsOf = (pod: PodRow): readonly ContainerPort[] => servingOf(pod).flatMap(({ ports }) => ports);

/** A port that a probe asks is there, whether it is declared or not. */
const declaresPort = (pod: PodRow, { target, protocol }: ServicePortRow): boolean =>
  portsOf(pod).some(
    (port) => (port.protocol ?? 'TCP') === protocol && (port.name === target || port.port === target),
  ) ||
  servingOf(pod).some(({ liveness, readiness, startup }) =>
    [liveness, readiness, startup].some((probe) => typeof target === 'number' && probe?.port === target),
  );

/** The ports of a Service that none of these pods has. */
export const undeclaredOf = ({ ports }: ServiceRow, pods: readonly PodRow[]): readonly ServicePortRow[] =>
  ports.filter((port) => !pods.some((pod) => declaresPort(pod, port)));

/** A name that no container has: nothing is behind that port, whatever else is well. */
export const isNamed = ({ target }: ServicePortRow): boolean => typeof target === 'string';
