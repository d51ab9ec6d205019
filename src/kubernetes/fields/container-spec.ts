import type { Quantities } from '../objects/quantity.ts';
import type { WireContainer, WireEnvVar, WireProbe } from '../protobuf/tables/core-v1.ts';
import { internObject, projectOnce } from '../rows/intern.ts';
import { type EnvAddress, envAddresses } from './env-addresses.ts';
import { mapItems, nonEmpty, toRow } from './wire-fields.ts';

/** A container of a pod template. Commands, arguments and values of variables are not kept, but for addresses. */
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
  /** Names of variables whose values stand in the template. */
  readonly literals: readonly string[];
  /** Names that are set more than once: the last one counts. */
  readonly repeated?: readonly string[];
  /** Those of the `literals` whose value is a URL with a user and a password. */
  readonly credentials?: readonly string[];
  /** Addresses among the values that stand in the template. */
  readonly addresses?: readonly EnvAddress[];
  /** The container has a `command`, which replaces the image's entry point. */
  readonly ownCommand?: true;
}

export interface ContainerPort {
  readonly port: number;
  readonly name?: string;
  readonly protocol?: string;
  readonly hostPort?: number;
}

/** A probe, with the API's defaults filled in; times in seconds. */
export interface ProbeSpec {
  readonly kind: 'http' | 'tcp' | 'grpc' | 'exec';
  readonly port?: number | string;
  readonly scheme?: string;
  readonly path?: string;
  /** Of a gRPC probe: the service that is asked for; absent: the server as a whole. */
  readonly service?: string;
  readonly initialDelay: number;
  readonly period: number;
  readonly timeout: number;
  readonly failures: number;
}

/** A URL with a user and a password. */
export const URL_CREDENTIALS_PATTERN = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i;

/** The path that a probe asks for: a query may carry a token, and says nothing of what is asked. */
export const withoutQuery = (path: string): string => path.replace(/[?#][\s\S]*$/, '');

const NO_QUANTITIES: Quantities = Object.freeze({});

type ProbeAction = Pick<ProbeSpec, 'kind' | 'port' | 'scheme' | 'path' | 'service'>;

const projectProbeAction = ({ httpGet, tcpSocket, grpc }: WireProbe): ProbeAction => {
  if (httpGet) {
    const { port, scheme, path } = httpGet;
    return toRow<ProbeAction>({
      kind: 'http',
      port,
      scheme: nonEmpty(scheme),
      path: nonEmpty(path) && withoutQuery(path ?? ''),
    });
  }
  if (tcpSocket) return toRow<ProbeAction>({ kind: 'tcp', port: tcpSocket.port, scheme: undefined, path: undefined });
  if (!grpc) return { kind: 'exec' };
  return toRow<ProbeAction>({ kind: 'grpc', port: grpc.port, service: nonEmpty(grpc.service) });
};

const projectProbe = (from: WireProbe | undefined): ProbeSpec | undefined =>
  from && {
    ...projectProbeAction(from),
    initialDelay: from.initialDelaySeconds ?? 0,
    period: from.periodSeconds ?? 10,
    timeout: from.timeoutSeconds ?? 1,
    failures: from.failureThreshold ?? 3,
  };

type WireVariables = readonly WireEnvVar[] | undefined;

const literalNames = (variables: WireVariables): readonly string[] =>
  mapItems(
    variables?.filter(({ value }) => value),
    ({ name }) => name,
  );

const repeatedNames = (variables: WireVariables): readonly string[] | undefined => {
  if (variables === undefined || variables.length < 2) return undefined;
  const names = variables.map(({ name }) => name);
  const unique = new Set(names);
  return unique.size === names.length
    ? undefined
    : [...unique].filter((name) => names.indexOf(name) !== names.lastIndexOf(name));
};

const credentialNames = (variables: WireVariables): readonly string[] | undefined => {
  const found = variables?.filter(({ value }) => URL_CREDENTIALS_PATTERN.test(value ?? ''));
  return found?.length ? found.map(({ name }) => name) : undefined;
};

const containerFields = (from: WireContainer): ContainerSpec =>
  toRow<ContainerSpec>({
    name: from.name,
    image: from.image ?? '',
    pullPolicy: nonEmpty(from.imagePullPolicy),
    restartPolicy: nonEmpty(from.restartPolicy),
    requests: from.resources?.requests ?? NO_QUANTITIES,
    limits: from.resources?.limits ?? NO_QUANTITIES,
    ports: mapItems(from.ports, (port) =>
      toRow<ContainerPort>({
        port: port.containerPort,
        name: nonEmpty(port.name),
        protocol: port.protocol === 'TCP' ? undefined : nonEmpty(port.protocol),
        hostPort: port.hostPort || undefined,
      }),
    ),
    liveness: projectProbe(from.livenessProbe),
    readiness: projectProbe(from.readinessProbe),
    startup: projectProbe(from.startupProbe),
    literals: literalNames(from.env),
    repeated: repeatedNames(from.env),
    credentials: credentialNames(from.env),
    addresses: envAddresses(from.env),
    ownCommand: from.command?.length ? true : undefined,
  });

/** A copy whose parts are stored once for all containers that have equal ones. */
const internParts = (spec: ContainerSpec): ContainerSpec => ({
  ...spec,
  requests: internObject(spec.requests),
  limits: internObject(spec.limits),
  ports: internObject(spec.ports),
  literals: internObject(spec.literals),
  ...(spec.liveness && { liveness: internObject(spec.liveness) }),
  ...(spec.readiness && { readiness: internObject(spec.readiness) }),
  ...(spec.startup && { startup: internObject(spec.startup) }),
});

/** Projects a container of a pod template; equal ones are the same object. */
export const projectContainerSpec = projectOnce(
  (from: WireContainer): ContainerSpec => internObject(containerFields(from), internParts),
);
