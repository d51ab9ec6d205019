import type { Condition } from '../../src/kubernetes/fields/condition.ts';
import { findConditionWithStatus, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import {
  currentAnswer,
  type ParentRow,
  type RouteBackendRow,
  type RouteRow,
} from '../../src/kubernetes/views/gateway-routes.ts';
import type { ServiceRow } from '../../src/kubernetes/views/services.ts';
import type { Finding, ObjectRef } from '../../src/model/result.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { findNearestWord } from '../../src/text/nearest-word.ts';

interface BackendJudgement {
  readonly services: readonly ServiceRow[];
  readonly isDown: (row: ServiceRow) => boolean;
  /** Whether a Service has no endpoint now, for whatever reason and however short. */
  readonly isUnserved: (row: ServiceRow) => boolean;
  /** The controller that a parent has by its class; undefined: not known. */
  readonly controllerOf: (parent: ParentRow) => string | undefined;
  /** What is newer may still be on its way. */
  readonly limit: number;
}

/** What is wrong with the backends of a route; undefined when all of them answer. */
export const routeBackendFinding = (row: RouteRow, judgement: BackendJudgement): Finding | undefined => {
  // What is deployed with it may come in any order.
  const isNew = row.createdAt >= judgement.limit;
  const faults = (isNew ? [] : backendRefs(row)).flatMap((backend) => backendFault(backend, judgement) ?? []);
  const said = unresolvedCondition(row, judgement);
  if (faults.length === 0 && said === undefined) return undefined;
  const texts = [...new Set(faults.map(({ text }) => text))];
  const own = texts.length === 0 ? [] : [abbreviateList(texts, 3)];
  return {
    reason: 'route_backend',
    message: [...own, ...(said === undefined ? [] : [`its controller says: ${formatCondition(said)}`])].join('; '),
    object: row.ref,
    evidence: { hosts: row.hosts.slice(0, 5), backends: faults.map(({ backend }) => backend.name).slice(0, 5) },
    next: [describeCommand(row.ref), kubectlCommand(faults[0]?.backend.namespace ?? row.ref.namespace)`get services`],
    because: faults.length > 0 ? faults.flatMap(({ because }) => because) : backendRefs(row).map(serviceRefOf),
  };
};

/** Services alone: other kinds of backends are known to their controller only. */
const backendRefs = ({ backends }: RouteRow): readonly RouteBackendRow[] =>
  backends.filter(({ kind }) => kind === 'Service');

/** The routes that lead to none but these Services. */
export const findIdleRoutes = (routes: readonly RouteRow[], parked: readonly ServiceRow[]): readonly RouteRow[] => {
  const names = new Set(parked.map(({ ref }) => `${ref.namespace}/${ref.name}`));
  return routes.filter((row) => {
    const backends = backendRefs(row);
    return backends.length > 0 && backends.every(({ namespace, name }) => names.has(`${namespace}/${name}`));
  });
};

interface BackendFault {
  readonly backend: RouteBackendRow;
  readonly text: string;
  readonly because: readonly ObjectRef[];
}

const backendFault = (backend: RouteBackendRow, { services, isDown }: BackendJudgement): BackendFault | undefined => {
  const { namespace, name, port } = backend;
  const neighbours = services.filter(({ ref }) => ref.namespace === namespace);
  const service = neighbours.find(({ ref }) => ref.name === name);
  // A namespace of which nothing was read: whether the Service exists is not known.
  if (neighbours.length === 0) return undefined;
  if (service === undefined) {
    const near = findNearestWord(
      name,
      neighbours.map(({ ref }) => ref.name),
    );
    const hint = near === undefined ? '' : `: there is ${near}`;
    return { backend, text: `backend Service ${name} not found in namespace ${namespace}${hint}`, because: [] };
  }
  if (port !== undefined && service.type !== 'ExternalName' && !service.ports.some((one) => one.port === port)) {
    const ports = service.ports.map((one) => one.port).join(', ') || 'none';
    return { backend, text: `backend Service ${name} has no port ${port}: it has ${ports}`, because: [] };
  }
  const isServed = !isDown(service);
  return isServed
    ? undefined
    : { backend, text: `backend Service ${name} has no ready endpoints`, because: [service.ref] };
};

/** What the controller says of references that it could not resolve, and has said since before `limit`. */
const unresolvedCondition = (row: RouteRow, judgement: BackendJudgement): Condition | undefined => {
  const said = row.parents
    .flatMap((parent) => currentAnswer(parent, judgement.controllerOf(parent)) ?? [])
    .flatMap((answer) => findConditionWithStatus(answer, 'ResolvedRefs', 'False') ?? [])
    .find(({ at }) => (at ?? row.createdAt) < judgement.limit);
  return said?.reason === 'BackendNotFound' && isOfNoRequest(row, judgement) ? undefined : said;
};

/**
 * Whether a backend that is not found takes no request: controllers say so of those of weight 0 as well, and of Services
 * without endpoints, whose time and purpose are judged here. What requests go to is there then.
 */
const isOfNoRequest = (row: RouteRow, { services, isUnserved }: BackendJudgement): boolean => {
  const used = row.backends.map((backend) => services.find(({ ref }) => isSameService(backend, ref)));
  const areThere = used.every((service) => service !== undefined && service.type !== 'ExternalName');
  return areThere && ((row.unusedBackends?.length ?? 0) > 0 || used.some((service) => service && isUnserved(service)));
};

const isSameService = ({ kind, namespace, name }: RouteBackendRow, ref: ObjectRef): boolean =>
  kind === 'Service' && ref.namespace === namespace && ref.name === name;

const serviceRefOf = ({ namespace, name }: RouteBackendRow): ObjectRef => ({ kind: 'Service', namespace, name });
