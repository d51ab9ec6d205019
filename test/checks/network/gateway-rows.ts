import gatewayRoutes from '../../../checks/network/gateway-routes.ts';
import type { RouteRow } from '../../../src/kubernetes/views/gateway-routes.ts';
import type { GatewayRow } from '../../../src/kubernetes/views/gateways.ts';
import { buildCondition, buildRow, type ObjectParts } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { serviceRow } from './services.ts';

interface GatewayParts extends ObjectParts {
  readonly conditions?: readonly object[];
  readonly listener?: readonly object[];
}

/** Programmed and accepted an hour ago. */
export const WELL_GATEWAY = [buildCondition('Accepted', 'True', '1h'), buildCondition('Programmed', 'True', '1h')];

/** The Gateway `edge` of the class `acme`, with the listener `https` and its certificate. */
export const gatewayRow = ({ conditions = WELL_GATEWAY, listener = [], ...parts }: GatewayParts = {}): GatewayRow =>
  buildRow('gateways', {
    ...{ name: 'edge', age: '1d', ...parts },
    spec: {
      gatewayClassName: 'acme',
      listeners: [{ name: 'https', port: 443, tls: { certificateRefs: [{ name: 'edge-cert' }] } }],
      ...parts.spec,
    },
    status: { conditions, listeners: [{ name: 'https', conditions: listener }] },
  });

/** The ListenerSet `more` of the Gateway `edge`, with the listener `https` and its certificate. */
export const listenerSetRow = ({ conditions = WELL_GATEWAY, listener = [], ...parts }: GatewayParts = {}) =>
  buildRow('listenerSets', {
    ...{ name: 'more', age: '1d', ...parts },
    spec: {
      parentRef: { name: 'edge' },
      listeners: [{ name: 'https', port: 8443, tls: { certificateRefs: [{ name: 'more-cert' }] } }],
    },
    status: { conditions, listeners: [{ name: 'https', conditions: listener }] },
  });

const CONTROLLER = 'acme.test/gateway';

/** The class `acme`, accepted or not. */
export const gatewayClassRow = (status = 'True') =>
  buildRow('gatewayClasses', {
    ...{ name: 'acme', namespace: null, spec: { controllerName: CONTROLLER } },
    status: { conditions: [buildCondition('Accepted', status, '1h', { reason: 'InvalidParameters' })] },
  });

interface RouteParts extends ObjectParts {
  /** What the controller says; undefined: nothing. */
  readonly conditions?: readonly object[] | undefined;
  readonly parent?: object;
  readonly backend?: object;
  /** What controllers that are gone have left behind, before what is said now. */
  readonly stale?: readonly { readonly controllerName: string; readonly conditions: readonly object[] }[];
}

/** The HTTPRoute `shop` from the Gateway `edge` to port 80 of the Service `web`. */
export const routeRow = ({ conditions, parent, backend, stale = [], ...parts }: RouteParts): RouteRow => {
  const parentRef = { name: 'edge', ...parent };
  return buildRow('httpRoutes', {
    ...{ name: 'shop', age: '1d', ...parts },
    spec: {
      hostnames: ['shop.test'],
      parentRefs: [parentRef],
      rules: [{ backendRefs: [{ name: 'web', port: 80, ...backend }] }],
      ...parts.spec,
    },
    status: {
      parents: [
        ...stale.map((one) => ({ parentRef, ...one })),
        ...(conditions === undefined ? [] : [{ parentRef, controllerName: CONTROLLER, conditions }]),
      ],
    },
  });
};

/** Taken and resolved an hour ago. */
export const WELL_ROUTE = [buildCondition('Accepted', 'True', '1h'), buildCondition('ResolvedRefs', 'True', '1h')];

/** The condition of a route that the listeners of its Gateway do not take. */
export const REFUSED = buildCondition('Accepted', 'False', '2h', {
  reason: 'NoMatchingListenerHostname',
  message: 'no listener for shop.test',
});

/** What `gateway-routes` finds in a route beside its Gateway and its Service. */
export const judgeRoute = async (parts: Parameters<typeof routeRow>[0], more: object = {}) =>
  (
    await judgeRows(gatewayRoutes, {
      ...{ httpRoutes: [routeRow(parts)], gateways: [gatewayRow()], services: [serviceRow()] },
      ...more,
    })
  ).findings;
