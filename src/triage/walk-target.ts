import { ingressRoutes } from '../kubernetes/backends/ingress-routes.ts';
import { selectsLabels } from '../kubernetes/backends/service-backends.ts';
import type { Labels } from '../kubernetes/objects/label-selector.ts';
import { objectKey } from '../kubernetes/objects/object-key.ts';
import type { ObjectRef } from '../model/result.ts';
import type { Chain, Link, Path } from './chain.ts';
import type { TriageCluster } from './cluster.ts';
import { podLinks } from './walk-pods.ts';
import { ingressPaths, routePaths } from './walk-route.ts';
import { serviceLinks } from './walk-service.ts';
import { ownerLinks, podsOf } from './walk-workload.ts';

/** The links of a request from the target inwards, whatever becomes of it at each. The target has a row. */
export const walkTarget = (target: ObjectRef, cluster: TriageCluster): Chain => ({
  target,
  paths: pathsOf(target, cluster),
  outer: outerObjects(target, cluster),
});

const isSame =
  (target: ObjectRef) =>
  ({ ref }: { readonly ref: ObjectRef }) =>
    objectKey(ref) === objectKey(target);

const pathsOf = (target: ObjectRef, cluster: TriageCluster): readonly Path[] => {
  const { rows } = cluster;
  switch (target.kind) {
    case 'Ingress':
      return (rows.ingresses ?? []).filter(isSame(target)).flatMap((row) => ingressPaths(row, cluster));
    case 'HTTPRoute':
    case 'GRPCRoute':
      return [...(rows.httpRoutes ?? []), ...(rows.grpcRoutes ?? [])]
        .filter(isSame(target))
        .flatMap((row) => routePaths(row, cluster));
    case 'Service':
      return onePath(
        serviceLinks({ namespace: target.namespace, name: target.name }, isRouted(target, cluster), cluster),
      );
    case 'Pod':
      return onePath(podLinks(target, (rows.pods ?? []).filter(isSame(target)), cluster));
    default:
      return onePath(ownerLinks(target, podsOf(target, cluster), cluster));
  }
};

const onePath = (links: readonly Link[]): readonly Path[] => [{ links }];

/** What leads to an object from the outside, one step: the Services of a workload, the routes of a Service. */
export const outerObjects = (target: ObjectRef, cluster: TriageCluster): readonly ObjectRef[] => {
  if (target.kind === 'Service') return routesTo(target, cluster);
  if (['Ingress', 'HTTPRoute', 'GRPCRoute'].includes(target.kind)) return [];
  const labels = labelsOf(target, cluster);
  const services = (cluster.rows.services ?? []).filter(
    (row) => row.ref.namespace === target.namespace && labels.some((one) => selectsLabels(row.selector, one)),
  );
  return services.map(({ ref }) => ref);
};

/** The objects furthest outside that lead to these workloads: routes, else Services, else the workloads themselves. */
export const outermostTargets = (workloads: readonly ObjectRef[], cluster: TriageCluster): readonly ObjectRef[] => {
  const outermost = workloads.flatMap((workload) => {
    const services = workload.kind === 'Service' ? [workload] : outerObjects(workload, cluster);
    const routes = services.flatMap((service) => {
      const found = routesTo(service, cluster);
      return found.length > 0 ? found : [service];
    });
    return routes.length > 0 ? routes : [workload];
  });
  return [...new Map(outermost.map((ref) => [objectKey(ref), ref])).values()];
};

/** The labels of the pods of a workload: of its template, or of a pod itself. */
const labelsOf = (target: ObjectRef, cluster: TriageCluster): readonly Labels[] => {
  if (target.kind === 'Pod') return (cluster.rows.pods ?? []).filter(isSame(target)).map(({ labels }) => labels);
  const { rows } = cluster;
  const templates = [...(rows.deployments ?? []), ...(rows.statefulSets ?? []), ...(rows.daemonSets ?? [])];
  return templates.filter(isSame(target)).map(({ templateLabels }) => templateLabels);
};

const isRouted = (service: ObjectRef, cluster: TriageCluster): boolean => routesTo(service, cluster).length > 0;

const routesTo = (service: ObjectRef, { rows }: TriageCluster): readonly ObjectRef[] => [
  ...(rows.ingresses ?? [])
    .filter(
      (row) =>
        row.ref.namespace === service.namespace && ingressRoutes(row).some((route) => route.service === service.name),
    )
    .map(({ ref }) => ref),
  ...[...(rows.httpRoutes ?? []), ...(rows.grpcRoutes ?? [])]
    .filter(({ backends }) =>
      backends.some(
        ({ kind, namespace, name }) => kind === 'Service' && namespace === service.namespace && name === service.name,
      ),
    )
    .map(({ ref }) => ref),
];
