import type {
  WireContainer,
  WireContainerStatus,
  WireNode,
  WirePod,
  WirePodSpec,
} from '../../src/kubernetes/protobuf/tables/core-v1.ts';
import { type NodeRow, projectNode } from '../../src/kubernetes/views/nodes.ts';
import { type PodRow, projectPod as project } from '../../src/kubernetes/views/pods.ts';
import { parseDuration } from '../../src/text/duration-text.ts';

/** The time of the run in all tests of checks. */
export const TEST_NOW = Date.parse('2026-11-21T12:00:00Z');

/** An API timestamp (RFC 3339) that lies this long before {@link TEST_NOW}: `ago('5m')`. */
export const timestampAgo = (duration: string): string =>
  new Date(TEST_NOW - (parseDuration(duration) as number)).toISOString().replace('.000Z', 'Z');

type WireContainerState = WireContainerStatus['state'];

/** The state of a container that waits. */
export const waitingState = (reason: string, message?: string) =>
  ({ waiting: { reason, ...(message === undefined ? {} : { message }) } }) as const;

/** The state of a container that has been running for this long. */
export const runningState = (since = '1h') => ({ running: { startedAt: timestampAgo(since) } }) as const;

/** The state of a container that ended `when` ago with this exit code, after it `ran` for this long. */
export const terminatedState = (
  exitCode: number,
  when = '1m',
  more: { reason?: string; ran?: string; message?: string } = {},
) => {
  const { reason = exitCode === 0 ? 'Completed' : 'Error', ran = '10s', ...rest } = more;
  const startedAt = new Date(Date.parse(timestampAgo(when)) - (parseDuration(ran) as number)).toISOString();
  return { terminated: { exitCode, reason, startedAt, finishedAt: timestampAgo(when), ...rest } } as const;
};

export interface ContainerParts {
  readonly name?: string;
  /** Default: has been running for an hour. */
  readonly state?: WireContainerState;
  readonly lastState?: WireContainerState;
  readonly restarts?: number;
  /** Default: true when it runs. */
  readonly ready?: boolean;
  /** Further fields of the spec. */
  readonly spec?: Partial<WireContainer>;
  /** Further fields of the status. */
  readonly status?: Partial<WireContainerStatus>;
}

/** A container's entries in the spec and in the status of a pod; healthy by default. */
export const buildContainer = (parts: ContainerParts = {}) => {
  const { name = 'web', state = runningState(), lastState = {}, restarts = 0 } = parts;
  const ready = parts.ready ?? (state as { running?: object }).running !== undefined;
  const image = parts.spec?.image ?? `registry.acme.test/${name}:1.0`;
  return {
    spec: { name, image, ...parts.spec },
    status: {
      ...{ name, image, imageID: `registry.acme.test/${name}@sha256:${'a'.repeat(64)}` },
      ...{ restartCount: restarts, ready, state, lastState, ...parts.status },
    },
  };
};

type BuiltContainer = ReturnType<typeof buildContainer>;

export interface PodParts {
  readonly name?: string;
  readonly namespace?: string;
  /** `Kind/name`; for a Deployment its ReplicaSet becomes the controller. `null`: none. Default: `Deployment/web`. */
  readonly owner?: string | null;
  readonly age?: string;
  readonly phase?: string;
  readonly node?: string | null;
  readonly containers?: readonly BuiltContainer[];
  readonly initContainers?: readonly BuiltContainer[];
  /** `Ready` is derived from the containers unless it is given here. */
  readonly conditions?: readonly { type: string; status: string; [field: string]: string }[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly metadata?: WirePod['metadata'];
  readonly spec?: Partial<WirePodSpec>;
  readonly status?: WirePod['status'];
}

const TEMPLATE_HASH = '6d5f8c7b9';

const controllerMetadata = (owner: string | null) => {
  if (owner === null) return {};
  const [kind = '', name = ''] = owner.split('/');
  const isDeployment = kind === 'Deployment';
  const controller = isDeployment ? { kind: 'ReplicaSet', name: `${name}-${TEMPLATE_HASH}` } : { kind, name };
  return {
    ownerReferences: [{ apiVersion: 'v1', uid: `uid-${controller.name}`, controller: true, ...controller }],
    labels: isDeployment ? { 'pod-template-hash': TEMPLATE_HASH } : {},
  };
};

/** The row of a pod; by default healthy, an hour old, and of a Deployment. */
export const buildPod = (parts: PodParts = {}): PodRow => {
  const { name = 'web-1', namespace = 'shop', owner = 'Deployment/web', age = '1h', node = 'node-1' } = parts;
  const { containers = [buildContainer()], initContainers = [], conditions = [] } = parts;
  const { labels, ...controller } = controllerMetadata(owner);
  const ready = containers.every(({ status }) => status.ready);
  const given = conditions.some(({ type }) => type === 'Ready');
  const statuses = (all: readonly BuiltContainer[]) => all.map(({ status }) => status);
  return project({
    metadata: {
      ...{ name, namespace, uid: `uid-${name}`, creationTimestamp: timestampAgo(age), ...controller },
      labels: { app: 'web', ...labels, ...parts.labels },
      ...parts.metadata,
    },
    spec: {
      ...(node === null ? {} : { nodeName: node }),
      containers: containers.map(({ spec }) => spec),
      initContainers: initContainers.map(({ spec }) => spec),
      ...parts.spec,
    },
    status: {
      phase: parts.phase ?? 'Running',
      ...(node === null ? {} : { startTime: timestampAgo(age) }),
      conditions: [
        ...(given ? [] : [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: timestampAgo(age) }]),
        ...conditions,
      ],
      containerStatuses: statuses(containers),
      initContainerStatuses: statuses(initContainers),
      ...parts.status,
    },
  } as WirePod);
};

export interface NodeParts {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly cordoned?: boolean;
  readonly taints?: readonly { key: string; effect: string; value?: string }[];
  readonly allocatable?: Readonly<Record<string, string>>;
  readonly conditions?: readonly { type: string; status: string; [field: string]: string }[];
  readonly status?: WireNode['status'];
}

/** The row of a node; by default healthy, with four cores and 8 GiB. */
export const buildNode = (parts: NodeParts = {}): NodeRow => {
  const { name = 'node-1', allocatable = { cpu: '4', memory: '8Gi', pods: '110' } } = parts;
  const { conditions = [{ type: 'Ready', status: 'True' }] } = parts;
  return projectNode({
    metadata: {
      name,
      creationTimestamp: timestampAgo('30d'),
      labels: { 'kubernetes.io/hostname': name, ...parts.labels },
    },
    spec: { taints: parts.taints ?? [], unschedulable: parts.cordoned ?? false },
    status: { capacity: allocatable, allocatable, conditions, ...parts.status },
  } as unknown as WireNode);
};
