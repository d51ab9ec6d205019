import type { IngressRoute } from '../../src/kubernetes/backends/ingress-routes.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { IngressRow } from '../../src/kubernetes/views/ingresses.ts';
import type { ServiceRow } from '../../src/kubernetes/views/services.ts';
import type { Finding } from '../../src/model/result.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';

const backendFinding = (
  { ref }: IngressRow,
  route: IngressRoute,
  details: Pick<Finding, 'message' | 'next' | 'because'>,
): Finding => ({
  reason: 'ingress_backend',
  object: ref,
  evidence: { service: route.service, port: route.port ?? null, urls: route.urls },
  part: `${route.service}:${route.port ?? ''}`,
  ...details,
});

/** A backend is an action that stands in no annotation. */
export const missingActionFinding = (row: IngressRow, route: IngressRoute): Finding =>
  backendFinding(row, route, {
    message: `action ${route.service} of ${abbreviateList(route.urls)} is in no annotation: ${row.actions === undefined ? 'it has none' : `it has ${abbreviateList(row.actions, 5)}`}`,
    next: [describeCommand(row.ref)],
  });

/** A backend is a Service that does not exist. */
export const missingServiceFinding = (
  row: IngressRow,
  route: IngressRoute,
  services: readonly ServiceRow[],
): Finding => {
  const { namespace } = row.ref;
  const there = services.filter(({ ref }) => ref.namespace === namespace).map(({ ref }) => ref.name);
  const known = there.length === 0 ? 'it has none' : `it has ${abbreviateList(there, 5)}`;
  return backendFinding(row, route, {
    message: `backend Service ${route.service} of ${abbreviateList(route.urls)} not found in its namespace: ${known}`,
    next: [kubectlCommand(namespace)`get services`],
  });
};

/** A backend's Service lacks the port. */
export const missingPortFinding = (row: IngressRow, route: IngressRoute, service: ServiceRow): Finding => {
  const ports = service.ports.map(({ name, port }) => (name === undefined ? `${port}` : `${port} (${name})`));
  return backendFinding(row, route, {
    message: `backend Service ${route.service} of ${abbreviateList(route.urls)} has no port ${route.port}: it has ${ports.join(', ') || 'none'}`,
    next: [kubectlCommand(row.ref.namespace)`get service ${route.service}`],
  });
};

/** Nobody answers for a backend's Service. */
export const unservedBackendFinding = (row: IngressRow, route: IngressRoute, service: ServiceRow): Finding =>
  backendFinding(row, route, {
    message: `backend Service ${route.service} of ${abbreviateList(route.urls)} has no ready endpoints`,
    next: [kubectlCommand(row.ref.namespace)`get endpointslices -l kubernetes.io/service-name=${route.service}`],
    because: [service.ref],
  });
