import { findConditionWithStatus, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { RouteBackendRow, RouteRow } from '../../src/kubernetes/views/gateway-routes.ts';
import type { ServiceRow } from '../../src/kubernetes/views/services.ts';
import type { Finding, ObjectRef } from '../../src/model/result.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { findNearestWord } from '../../src/text/nearest-word.ts';

interface BackendJudgement {
  readonly services: readonly ServiceRow[];
  readonly isDown: (row: ServiceRow) => boolean;
  /** What is newer may still be on its way. */
  readonly limit: number;
}

/** What is wrong with the backends of a route; undefined when all of them answer. */
export const routeBackendFinding = (
  row: RouteRow,
  { services, isDown, limit }: BackendJudgement,
): Finding | undefined => {
  const faults = backendRefs(row).flatMap((backend) => backendFault(backend, services, isDown) ?? []);
  const said = unresolvedCondition(row, limit);
  if (faults.length === 0 && said === undefined) return undefined;
  const texts = [...new Set(faults.map(({ text }) => text))];
  const own = texts.length === 0 ? [] : [abbreviateList(texts, 3)];
  return {
    reason: 'route_backend',
    message: [...own, ...(said === undefined ? [] : [`its controller says: ${formatCondition(said)}`])].join('; '),
    object: row.ref,
    evidence: { hosts: row.hosts.slice(0, 5), backends: faults.map(({ backend }) => backend.name).slice(0, 5) },
    next: [describeCommand(row.ref), kubectlCommand(faults[0]?.backend.namespace ?? row.ref.namespace)`get services`],
    because: faults.flatMap(({ because }) => because),
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

const backendFault = (
  backend: RouteBackendRow,
  services: readonly ServiceRow[],
  isDown: (row: ServiceRow) => boolean,
): BackendFault | undefined => {
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

/** What a controller says of references that it could not resolve, and has said since before `limit`. */
const unresolvedCondition = ({ parents, createdAt }: RouteRow, limit: number) =>
  parents
    .flatMap(({ conditions = [] }) => findConditionWithStatus({ conditions }, 'ResolvedRefs', 'False') ?? [])
    .find(({ at }) => (at ?? createdAt) < limit);
