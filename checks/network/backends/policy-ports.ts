import { declaredPorts } from '../../../src/kubernetes/backends/pod-ports.ts';
import { matchesSelector } from '../../../src/kubernetes/objects/label-selector.ts';
import type { NetworkPolicyRow, PolicyPortRow, PolicyRule } from '../../../src/kubernetes/views/network-policies.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { ServicePortRow, ServiceRow } from '../../../src/kubernetes/views/services.ts';

/** A port of a Service whose own number is let in by policies that leave out its target port. */
export interface MistakenPolicyPort {
  readonly policy: NetworkPolicyRow;
  readonly service: ServiceRow;
  readonly port: ServicePortRow;
  /** The number of the port in the pods. */
  readonly target: number;
}

/**
 * The ports of a Service for which the policies of its pods let in the Service's port, but not the target port: policies are
 * about the ports of pods.
 */
export const findMistakenPorts = (
  service: ServiceRow,
  pods: readonly PodRow[],
  policies: readonly NetworkPolicyRow[],
): readonly MistakenPolicyPort[] => {
  const [pod] = pods;
  if (pod === undefined) return [];
  const about = policies.filter(
    ({ selector, types }) => types.includes('Ingress') && matchesSelector(selector, pod.labels),
  );
  if (about.some(({ ingress }) => ingress.some(({ ports }) => ports === undefined))) return [];
  const unserved = service.ports.filter((port) => !declaredPorts(pod).some((one) => one.port === port.port));
  return unserved.flatMap((port) => {
    const target = targetNumber(port, pod);
    const mistaken = about.find((policy) => letsIn(policy, { ...port, number: port.port }, pod));
    const isLetIn = about.some((policy) => letsIn(policy, { ...port, number: target ?? port.port }, pod));
    return target === undefined || mistaken === undefined || isLetIn
      ? []
      : [{ policy: mistaken, service, port, target }];
  });
};

/** The number of a Service's target port in a pod; undefined where it declares no port of that name. */
export const targetNumber = ({ target, protocol }: ServicePortRow, pod: PodRow): number | undefined =>
  typeof target === 'number'
    ? target
    : declaredPorts(pod).find((one) => one.name === target && (one.protocol ?? 'TCP') === protocol)?.port;

const letsIn = ({ ingress }: NetworkPolicyRow, port: NumberedPort, pod: PodRow): boolean =>
  ingress.some((rule) => coversNumber(rule, port, pod));

interface NumberedPort {
  readonly number: number;
  readonly protocol: string;
}

/** Whether a rule is about a port of a pod; one without ports is about all. */
export const coversNumber = ({ ports }: PolicyRule, { number, protocol }: NumberedPort, pod: PodRow): boolean =>
  ports === undefined || ports.some((one) => one.protocol === protocol && coversPort(one, number, pod));

const coversPort = ({ port, endPort }: PolicyPortRow, number: number, pod: PodRow): boolean => {
  if (port === undefined) return true;
  if (typeof port === 'string') return declaredPorts(pod).some((one) => one.name === port && one.port === number);
  return number >= port && number <= (endPort ?? port);
};
