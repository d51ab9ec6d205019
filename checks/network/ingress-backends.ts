import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { IngressRow } from '../../src/kubernetes/views/ingresses.ts';
import type { ServiceRow } from '../../src/kubernetes/views/services.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { serviceBackendsLookup } from './backends/service-backends.ts';
import { serviceOutage } from './backends/service-outage.ts';
import { backendWorkloads } from './backends/workloads.ts';
import { type IngressRoute, ingressRoutes } from './ingress-routes.ts';

export default defineCheck({
  group: 'network',
  name: 'ingress-backends',
  title: 'Ingresses send to Services that answer',
  why: 'A path whose Service, port or endpoints are not there answers 503, or with the default page.',
  remedy: 'Correct the name or port of the backend, or bring its Service to life.',
  severity: 'sev2',
  needs: ['ingresses', 'services'],
  wants: ['endpointSlices', 'pods', 'deployments', 'statefulSets', 'daemonSets', 'replicationControllers'],
  params: z.strictObject({
    grace: duration().prefault('5m').describe('How long the Service of a backend may have no endpoint that is ready'),
  }),
  run({ ingresses, services, endpointSlices, pods, params, now, ...kinds }) {
    const byName = new Map(services.map((row) => [`${row.ref.namespace}/${row.ref.name}`, row]));
    const lookup =
      endpointSlices && serviceBackendsLookup({ endpointSlices, pods, workloads: backendWorkloads(kinds) });
    const isDown = (row: ServiceRow) => {
      const outage = lookup && serviceOutage(row, lookup(row), now);
      return outage !== undefined && now - outage.since > params.grace;
    };
    return ingresses
      .filter(({ deletingAt }) => deletingAt === undefined)
      .flatMap((row) =>
        ingressRoutes(row).flatMap((route) => {
          const service = byName.get(`${row.ref.namespace}/${route.service}`);
          if (service === undefined) return [missingServiceFinding(row, route, services)];
          if (!hasPort(service, route)) return [missingPortFinding(row, route, service)];
          return isDown(service) ? [unservedBackendFinding(row, route, service)] : [];
        }),
      );
  },
});

/** Whether a Service has the port of a route; an external name without ports takes any. */
const hasPort = ({ ports, type }: ServiceRow, { port }: IngressRoute): boolean =>
  port === undefined ||
  (type === 'ExternalName' && ports.length === 0) ||
  ports.some((one) => one.port === port || one.name === port);

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

const missingServiceFinding = (row: IngressRow, route: IngressRoute, services: readonly ServiceRow[]): Finding => {
  const { namespace } = row.ref;
  const there = services.filter(({ ref }) => ref.namespace === namespace).map(({ ref }) => ref.name);
  const known = there.length === 0 ? 'it has none' : `it has ${abbreviateList(there, 5)}`;
  return backendFinding(row, route, {
    message: `backend Service ${route.service} of ${abbreviateList(route.urls)} not found in its namespace: ${known}`,
    next: [kubectlCommand(namespace, 'get services')],
  });
};

const missingPortFinding = (row: IngressRow, route: IngressRoute, service: ServiceRow): Finding => {
  const ports = service.ports.map(({ name, port }) => (name === undefined ? `${port}` : `${port} (${name})`));
  return backendFinding(row, route, {
    message: `backend Service ${route.service} of ${abbreviateList(route.urls)} has no port ${route.port}: it has ${ports.join(', ') || 'none'}`,
    next: [kubectlCommand(row.ref.namespace, `get service ${route.service}`)],
  });
};

const unservedBackendFinding = (row: IngressRow, route: IngressRoute, service: ServiceRow): Finding =>
  backendFinding(row, route, {
    message: `backend Service ${route.service} of ${abbreviateList(route.urls)} has no ready endpoints`,
    next: [kubectlCommand(row.ref.namespace, `get endpointslices -l kubernetes.io/service-name=${route.service}`)],
    because: [service.ref],
  });
