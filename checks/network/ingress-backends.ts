import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type IngressRoute, ingressRoutes } from '../../src/kubernetes/backends/ingress-routes.ts';
import { serviceBackendsLookup } from '../../src/kubernetes/backends/service-backends.ts';
import { isScaledToZero, serviceOutage } from '../../src/kubernetes/backends/service-outage.ts';
import { BACKEND_VIEWS, backendWorkloads } from '../../src/kubernetes/backends/workloads.ts';
import type { IngressRow } from '../../src/kubernetes/views/ingresses.ts';
import type { ServiceRow } from '../../src/kubernetes/views/services.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import {
  missingActionFinding,
  missingPortFinding,
  missingServiceFinding,
  unservedBackendFinding,
} from './ingress-backend-findings.ts';

export default defineCheck({
  group: 'network',
  name: 'ingress-backends',
  title: 'Ingresses send to Services that answer',
  why: 'A path whose Service, port or endpoints are not there answers 503, or with the default page.',
  remedy: 'Correct the name or port of the backend, or bring its Service to life.',
  severity: 'sev2',
  needs: ['ingresses', 'services'],
  wants: ['endpointSlices', 'pods', ...BACKEND_VIEWS],
  params: z.strictObject({
    grace: duration().prefault('5m').describe('How long the Service of a backend may have no endpoint that is ready'),
  }),
  run({ ingresses, services, endpointSlices, pods, params, now, note, ...kinds }) {
    const byName = new Map(services.map((row) => [`${row.ref.namespace}/${row.ref.name}`, row]));
    const lookup =
      endpointSlices && serviceBackendsLookup({ endpointSlices, pods, workloads: backendWorkloads(kinds) });
    const isDown = (row: ServiceRow) => {
      const outage = lookup && serviceOutage(row, lookup(row), now);
      return outage !== undefined && outage.onPurpose !== 'finished' && now - outage.since > params.grace;
    };
    const judgeRoute = (row: IngressRow, route: IngressRoute): Finding | undefined => {
      if (route.port === ACTION_PORT) return judgeAction(row, route);
      const service = byName.get(`${row.ref.namespace}/${route.service}`);
      if (service === undefined) return missingServiceFinding(row, route, services);
      if (!hasPort(service, route)) return missingPortFinding(row, route, service);
      return isDown(service) ? unservedBackendFinding(row, route, service) : undefined;
    };
    const parked = lookup === undefined ? [] : services.filter((row) => isScaledToZero(lookup(row)));
    const parkedNames = new Set(parked.map(({ ref }) => `${ref.namespace}/${ref.name}`));
    const idle = ingresses.filter((row) =>
      ingressRoutes(row).some(({ service }) => parkedNames.has(`${row.ref.namespace}/${service}`)),
    );
    if (idle.length > 0)
      note(
        `${pluralize(idle.length, 'Ingress leads', 'Ingresses lead')} to a workload at zero replicas: ${abbreviateList(idle.map(({ ref }) => `${ref.namespace}/${ref.name}`))}`,
      );
    return ingresses
      .filter(({ deletingAt, redirects }) => deletingAt === undefined && redirects === undefined)
      .flatMap((row) => ingressRoutes(row).map((route) => judgeRoute(row, route)))
      .filter((finding) => finding !== undefined);
  },
});

/** The port name that makes AWS's controller read an action from the annotations, in place of a Service. */
const ACTION_PORT = 'use-annotation';

const judgeAction = (row: IngressRow, route: IngressRoute): Finding | undefined =>
  row.actions?.includes(route.service) ? undefined : missingActionFinding(row, route);

/** Whether a Service has the port of a route; an external name without ports takes any. */
const hasPort = ({ ports, type }: ServiceRow, { port }: IngressRoute): boolean =>
  port === undefined ||
  (type === 'ExternalName' && ports.length === 0) ||
  ports.some((one) => one.port === port || one.name === port);
