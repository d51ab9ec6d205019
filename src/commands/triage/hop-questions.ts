import { servingContainers } from '../../kubernetes/backends/pod-ports.ts';
import type { ContainerSpec, ProbeSpec } from '../../kubernetes/fields/container-spec.ts';
import type { PodRow } from '../../kubernetes/views/pods.ts';
import type { ServicePortRow } from '../../kubernetes/views/services.ts';

/** How a hop is asked: for a document, or whether it takes a connection. */
export interface HopQuestion {
  /** `http` and `https` by the name of the port or its readiness probe. */
  readonly scheme: 'http' | 'https' | 'tcp';
  /** Of `http` and `https`. */
  readonly path: string;
  /** The `Host` header. */
  readonly host: string;
  /** The least status that counts as a failure: that of a readiness probe is 400, as the kubelet has it, of any other path 500. */
  readonly failsFrom: 400 | 500;
}

/** The number of a Service's target port in a pod; undefined where no container has its name. */
export const targetPort = (pod: PodRow, { target }: ServicePortRow): number | undefined =>
  typeof target === 'number' ? target : numberOf(servingContainers(pod), target);

const numberOf = (containers: readonly ContainerSpec[], name: string): number | undefined =>
  containers.flatMap(({ ports }) => ports).find((port) => port.name === name)?.port;

/** The port that a pod without a Service is asked at: that of its readiness probe, else the first that it declares. */
export const ownPort = (pod: PodRow): number | undefined => {
  const containers = servingContainers(pod);
  const probed = containers.flatMap(({ readiness }) =>
    readiness === undefined ? [] : (probePort(readiness, pod) ?? []),
  );
  return (
    probed[0] ?? containers.flatMap(({ ports }) => ports).find(({ protocol }) => (protocol ?? 'TCP') === 'TCP')?.port
  );
};

const probePort = ({ port }: ProbeSpec, pod: PodRow): number | undefined =>
  typeof port === 'string' ? numberOf(servingContainers(pod), port) : port;

/** The name that a container gives a port. */
export const portName = (pod: PodRow, number: number): string | undefined =>
  servingContainers(pod)
    .flatMap(({ ports }) => ports)
    .find(({ port }) => port === number)?.name;

/** A port with what is known of it. */
export interface AskedPort {
  readonly name: string | undefined;
  readonly target: number | undefined;
  readonly pod: PodRow | undefined;
  readonly host: string;
}

/** By the readiness probe of the port, else by its name; what is neither is asked for a connection alone. */
export const questionOf = ({ name = '', target, pod, host }: AskedPort): HopQuestion => {
  const probe =
    pod &&
    servingContainers(pod)
      .flatMap(({ readiness }) => readiness ?? [])
      .find((one) => one.kind === 'http' && probePort(one, pod) === target);
  if (probe !== undefined)
    return { scheme: probe.scheme === 'HTTPS' ? 'https' : 'http', path: probe.path ?? '/', host, failsFrom: 400 };
  const scheme = /^(https?)(?:-|$)/.exec(name)?.[1] as 'http' | 'https' | undefined;
  return { scheme: scheme ?? 'tcp', path: '/', host, failsFrom: 500 };
};
