import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { hasReadyEndpoint, serviceBackendsLookup } from '../../src/kubernetes/backends/service-backends.ts';
import { isScaledToZero, serviceOutage } from '../../src/kubernetes/backends/service-outage.ts';
import { BACKEND_VIEWS, backendWorkloads } from '../../src/kubernetes/backends/workloads.ts';
import type { ParentRow, RouteRow } from '../../src/kubernetes/views/gateway-routes.ts';
import type { GatewayClassRow, GatewayRow, ListenerSetRow } from '../../src/kubernetes/views/gateways.ts';
import type { ServiceRow } from '../../src/kubernetes/views/services.ts';
import type { Finding, ObjectRef } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { findIdleRoutes, routeBackendFinding } from './route-backends.ts';
import { routeParentFinding } from './route-parents.ts';

const ROUTE_VIEWS = ['httpRoutes', 'grpcRoutes', 'tlsRoutes', 'tcpRoutes', 'udpRoutes'] as const;

export default defineCheck({
  group: 'network',
  name: 'gateway-routes',
  title: 'Routes are taken by their Gateways and send to Services that answer',
  why: 'A route that no Gateway takes is as if it were not there; one without a backend answers 500 or 503.',
  remedy: 'Correct the parent, the host name or the backend of the route.',
  severity: 'sev2',
  needs: ['services'],
  wants: [...ROUTE_VIEWS, 'gateways', 'gatewayClasses', 'listenerSets', 'endpointSlices', 'pods', ...BACKEND_VIEWS],
  judges: ROUTE_VIEWS,
  params: z.strictObject({
    grace: duration()
      .prefault('5m')
      .describe('How long a route may wait for its Gateway, and the Service of a backend for an endpoint'),
  }),
  run(context) {
    const { gateways, gatewayClasses, listenerSets, services, endpointSlices, pods, params, now, note, ...kinds } =
      context;
    const lookup =
      endpointSlices && serviceBackendsLookup({ endpointSlices, pods, workloads: backendWorkloads(kinds) });
    const isDown = (row: ServiceRow): boolean => {
      const outage = lookup && serviceOutage(row, lookup(row), now);
      return outage !== undefined && outage.onPurpose !== 'finished' && now - outage.since > params.grace;
    };
    const isUnserved = (row: ServiceRow): boolean => lookup !== undefined && !hasReadyEndpoint(lookup(row));
    const controllerOf = parentControllers(gateways, gatewayClasses, listenerSets);
    const attachable = { Gateway: gateways, ListenerSet: listenerSets };
    const judgeRoute = (row: RouteRow): readonly Finding[] => {
      const limit = now - params.grace;
      const ofParents = routeParentFinding(row, { attachable, controllerOf, limit, now });
      const ofBackends = routeBackendFinding(row, { services, isDown, isUnserved, controllerOf, limit });
      return [ofParents, ofBackends].filter((finding) => finding !== undefined);
    };
    const routes = ROUTE_VIEWS.flatMap((view) => kinds[view] ?? []).filter(
      ({ deletingAt }) => deletingAt === undefined,
    );
    const parked = lookup === undefined ? [] : services.filter((row) => isScaledToZero(lookup(row)));
    const idle = findIdleRoutes(routes, parked);
    if (idle.length > 0)
      note(
        `${pluralize(idle.length, 'route leads', 'routes lead')} to a workload at zero replicas: ${abbreviateList(idle.map(({ ref }) => `${ref.namespace}/${ref.name}`))}`,
      );
    return routes.flatMap(judgeRoute);
  },
});

/** Returns a function that finds the controller that takes what attaches to a Gateway or a ListenerSet of it, by its class. */
const parentControllers = (
  gateways: readonly GatewayRow[] = [],
  classes: readonly GatewayClassRow[] = [],
  listenerSets: readonly ListenerSetRow[] = [],
): ((parent: ParentRow) => string | undefined) => {
  const controllers = new Map(classes.map(({ ref, controller }) => [ref.name, controller]));
  const ofGateways = new Map(gateways.map(({ ref, className }) => [keyOf(ref), controllers.get(className)]));
  const ofSets = new Map(listenerSets.map(({ ref, gateway }) => [keyOf(ref), ofGateways.get(keyOf(gateway))]));
  return (parent) => {
    if (parent.kind === 'Gateway') return ofGateways.get(keyOf(parent));
    return parent.kind === 'ListenerSet' ? ofSets.get(keyOf(parent)) : undefined;
  };
};

const keyOf = ({ namespace, name }: Pick<ObjectRef, 'namespace' | 'name'>): string => `${namespace}/${name}`;
