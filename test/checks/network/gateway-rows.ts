import type { RouteRow } from '../../../src/kubernetes/views/gateway-routes.ts';
import type { GatewayRow } from '../../../src/kubernetes/views/gateways.ts';
import { buildCondition, buildRow, type ObjectParts } from '../../support/build-rows.ts';

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

/** The class `acme`, accepted or not. */
export const gatewayClassRow = (status = 'True') =>
  buildRow('gatewayClasses', {
    ...{ name: 'acme', namespace: null, spec: { controllerName: 'acme.test/gateway' } },
    status: { conditions: [buildCondition('Accepted', status, '1h', { reason: 'InvalidParameters' })] },
  });

interface RouteParts extends ObjectParts {
  /** What the controller says; undefined: nothing. */
  readonly conditions?: readonly object[] | undefined;
  readonly parent?: object;
  readonly backend?: object;
}

/** The HTTPRoute `shop` from the Gateway `edge` to port 80 of the Service `web`. */
export const routeRow = ({ conditions, parent, backend, ...parts }: RouteParts): RouteRow => {
  const parentRef = { name: 'edge', ...parent };
  return buildRow('httpRoutes', {
    ...{ name: 'shop', age: '1d', ...parts },
    spec: {
      hostnames: ['shop.test'],
      parentRefs: [parentRef],
      rules: [{ backendRefs: [{ name: 'web', port: 80, ...backend }] }],
    },
    status: { parents: conditions === undefined ? [] : [{ parentRef, conditions }] },
  });
};

/** Taken and resolved an hour ago. */
export const WELL_ROUTE = [buildCondition('Accepted', 'True', '1h'), buildCondition('ResolvedRefs', 'True', '1h')];
