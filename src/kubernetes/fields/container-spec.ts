import type { V1Container, V1EnvVar, V1Probe } from '@kubernetes/client-node';
import type { Quantities } from '../objects/quantity.ts';
import { part } from '../rows/intern.ts';
import { each, filled, row, type Wire } from './wire-fields.ts';

/** A container as the template wants it. Commands, arguments and values of variables are not read. */
export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly pullPolicy?: string;
  /** `Always` on an init container makes it a sidecar. */
  readonly restartPolicy?: string;
  readonly requests: Quantities;
  readonly limits: Quantities;
  readonly ports: readonly ContainerPort[];
  readonly liveness?: ProbeSpec;
  readonly readiness?: ProbeSpec;
  readonly startup?: ProbeSpec;
  /** Names of variables whose value stands in the template. */
  readonly literals: readonly string[];
  /** Those of them whose value is an address with a user and a password in it. */
  readonly credentials?: readonly string[];
  /** The container states its own command: then the image's entry point is not what runs. */
  readonly ownCommand?: true;
}

export interface ContainerPort {
  readonly port: number;
  readonly name?: string;
  readonly protocol?: string;
  readonly hostPort?: number;
}

/** A probe's shape, with the API's defaults filled in; times in seconds. */
export interface ProbeSpec {
  readonly kind: 'http' | 'tcp' | 'grpc' | 'exec';
  readonly port?: number | string;
  readonly scheme?: string;
  readonly path?: string;
  readonly initialDelay: number;
  readonly period: number;
  readonly timeout: number;
  readonly failures: number;
}

/** An address with a user and a password in it. */
export const CREDENTIALS = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i;
const NOTHING: Quantities = Object.freeze({});

type Action = Pick<ProbeSpec, 'kind' | 'port' | 'scheme' | 'path'>;

/** The client's model has numbers or names of ports as an opaque type. */
const action = ({ httpGet, tcpSocket, grpc }: Wire<V1Probe>): Action => {
  if (httpGet) {
    const { port, scheme, path } = httpGet;
    return row<Action>({ kind: 'http', port: port as number | string, scheme: filled(scheme), path: filled(path) });
  }
  if (tcpSocket) return { kind: 'tcp', port: tcpSocket.port as number | string };
  return grpc ? { kind: 'grpc', port: grpc.port } : { kind: 'exec' };
};

const probe = (from: Wire<V1Probe> | undefined): ProbeSpec | undefined =>
  from && {
    ...action(from),
    initialDelay: from.initialDelaySeconds ?? 0,
    period: from.periodSeconds ?? 10,
    timeout: from.timeoutSeconds ?? 1,
    failures: from.failureThreshold ?? 3,
  };

type Variables = readonly Wire<V1EnvVar>[] | undefined;

const literals = (variables: Variables): readonly string[] =>
  each(
    variables?.filter(({ value }) => value),
    ({ name }) => name,
  );

const credentials = (variables: Variables): readonly string[] | undefined => {
  const found = variables?.filter(({ value }) => CREDENTIALS.test(value ?? ''));
  return found?.length ? found.map(({ name }) => name) : undefined;
};

/** A container of a pod template, reduced. */
export const containerSpec = (from: Wire<V1Container>): ContainerSpec =>
  row<ContainerSpec>({
    name: from.name,
    image: from.image ?? '',
    pullPolicy: filled(from.imagePullPolicy),
    restartPolicy: filled(from.restartPolicy),
    requests: from.resources?.requests ?? NOTHING,
    limits: from.resources?.limits ?? NOTHING,
    ports: each(from.ports, (port) =>
      row<ContainerPort>({
        port: port.containerPort,
        name: filled(port.name),
        protocol: port.protocol === 'TCP' ? undefined : filled(port.protocol),
        hostPort: port.hostPort || undefined,
      }),
    ),
    liveness: probe(from.livenessProbe),
    readiness: probe(from.readinessProbe),
    startup: probe(from.startupProbe),
    literals: literals(from.env),
    credentials: credentials(from.env),
    ownCommand: from.command?.length ? true : undefined,
  });

/** The same with its parts that many containers have in common stored once. */
export const sharing = (spec: ContainerSpec): ContainerSpec => ({
  ...spec,
  requests: part(spec.requests),
  limits: part(spec.limits),
  ports: part(spec.ports),
  literals: part(spec.literals),
  ...(spec.liveness && { liveness: part(spec.liveness) }),
  ...(spec.readiness && { readiness: part(spec.readiness) }),
  ...(spec.startup && { startup: part(spec.startup) }),
});
