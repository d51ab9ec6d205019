import { describe, expect, it } from 'vitest';
import gatewayRoutes from '../../../checks/network/gateway-routes.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { buildCondition, buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { gatewayRow, judgeRoute, REFUSED, routeRow, WELL_ROUTE } from './gateway-rows.ts';
import { endpointSliceRow, selectedDeployment, serviceRow } from './services.ts';

const unresolved = buildCondition('ResolvedRefs', 'False', '2h', {
  reason: 'BackendNotFound',
  message: 'web2 not found',
});

describe('a route', () => {
  it.each([
    [
      'that its Gateway refuses',
      { conditions: [REFUSED] },
      {
        reason: 'route_refused',
        message: 'not attached to Gateway shop/edge for 2h: NoMatchingListenerHostname: no listener for shop.test',
        because: [{ kind: 'Gateway', namespace: 'shop', name: 'edge' }],
      },
    ],
    [
      'of which no controller has heard',
      {},
      { reason: 'route_refused', message: 'not attached to Gateway shop/edge for 1d: no controller has answered' },
    ],
    [
      'that names a Gateway that is not there',
      { parent: { name: 'egde' } },
      { message: 'not attached to Gateway shop/egde for 1d: no such Gateway: there is edge' },
    ],
    [
      'to a Service that is missing',
      { conditions: [...WELL_ROUTE.slice(0, 1), unresolved], backend: { name: 'web2' } },
      {
        reason: 'route_backend',
        message:
          'backend Service web2 not found in namespace shop: there is web; its controller says: BackendNotFound: web2 not found',
      },
    ],
    [
      'to a port that is missing',
      { conditions: WELL_ROUTE, backend: { port: 81 } },
      { message: 'backend Service web has no port 81: it has 80' },
    ],
    [
      'to another namespace that does not allow it',
      {
        conditions: [buildCondition('ResolvedRefs', 'False', '2h', { reason: 'RefNotPermitted' })],
        backend: { namespace: 'bank' },
      },
      { reason: 'route_backend', message: 'its controller says: RefNotPermitted' },
    ],
  ])('%s', async (_, parts, finding) => {
    expect(await judgeRoute(parts)).toEqual([expect.objectContaining(finding)]);
  });

  it('to a Service without endpoints follows from it', async () => {
    const pods = [buildPod({ containers: [buildContainer({ ready: false })] })];
    expect(await judgeRoute({ conditions: WELL_ROUTE }, { pods, endpointSlices: [endpointSliceRow(pods)] })).toEqual([
      expect.objectContaining({
        message: 'backend Service web has no ready endpoints',
        because: [{ kind: 'Service', namespace: 'shop', name: 'web' }],
      }),
    ]);
  });

  it('that one of two Gateways refuses is a warning', async () => {
    const parents = [{ name: 'edge' }, { name: 'inner' }];
    const row = buildRow('grpcRoutes', {
      age: '1d',
      spec: { parentRefs: parents },
      status: {
        parents: [
          { parentRef: parents[0], conditions: WELL_ROUTE },
          { parentRef: parents[1], conditions: [REFUSED] },
        ],
      },
    });
    const { findings } = await judgeRows(gatewayRoutes, { grpcRoutes: [row], services: [] });
    expect(findings).toEqual([expect.objectContaining({ level: 'warning', reason: 'route_refused' })]);
  });

  it.each(['httpRoutes', 'grpcRoutes', 'tlsRoutes', 'tcpRoutes', 'udpRoutes'] as const)(
    'of %s alone is judged',
    async (view) => {
      const parent = { name: 'edge' };
      const status = { parents: [{ parentRef: parent, conditions: [REFUSED] }] };
      const row = buildRow(view, { age: '1d', spec: { parentRefs: [parent] }, status });
      const { findings } = await judgeRows(gatewayRoutes, { [view]: [row], services: [] });
      expect(findings).toEqual([expect.objectContaining({ level: 'fault', reason: 'route_refused', object: row.ref })]);
    },
  );

  it.each([
    ['that is well', { conditions: WELL_ROUTE }],
    ['that is new', { age: '1m' }],
    ['of a mesh, whose parent is a Service', { parent: { kind: 'Service', group: '', name: 'web' } }],
    ['to a backend of weight 0', { conditions: WELL_ROUTE, backend: { name: 'old', weight: 0 } }],
    ['to a bucket, which only its controller knows', { conditions: WELL_ROUTE, backend: { kind: 'S3', name: 'x' } }],
    ['to a namespace that was not read', { conditions: WELL_ROUTE, backend: { name: 'x', namespace: 'bank' } }],
    [
      'that was refused a moment ago',
      { conditions: [buildCondition('Accepted', 'False', '1m', { reason: 'NoMatchingParent' })] },
    ],
  ])('%s is no fault', async (_, parts) => {
    expect(await judgeRoute(parts)).toEqual([]);
  });
});

describe('a backend that is not found', () => {
  const rules = (...backendRefs: readonly object[]) => ({ rules: [{ backendRefs }] });
  const web = { name: 'web', port: 80 };
  const served = { endpointSlices: [endpointSliceRow([buildPod({})])], pods: [buildPod({})] };
  it.each([
    ['and takes no request', rules(web, { name: 'gone', port: 80, weight: 0 }), [unresolved], served, 0],
    ['and is not the one of weight 0', rules(web, { name: 'gone' }, { ...web, weight: 0 }), [unresolved], served, 1],
    ['of a kind that only its controller knows', rules(web, { kind: 'S3', name: 'x' }), [unresolved], served, 1],
    ['although all of them are there', rules(web), [unresolved], served, 1],
    [
      'since it has no endpoint for a moment',
      rules(web),
      [unresolved],
      { endpointSlices: [], pods: [], deployments: [selectedDeployment(0)] },
      0,
    ],
  ])('%s', async (_, spec, conditions, more, count) => {
    expect(await judgeRoute({ conditions, spec }, more)).toHaveLength(count);
  });

  it('of a new route may be on its way', async () => {
    expect(await judgeRoute({ age: '1m', conditions: WELL_ROUTE, backend: { name: 'web2' } })).toEqual([]);
  });
});

it.each([
  ['is all it leads to', 0, [], ['1 route leads to a workload at zero replicas: shop/shop']],
  ['stands beside another one', 0, ['other'], []],
  ['runs', 1, [], []],
])(
  'a route to a workload at zero replicas is noted; that %s: %i replicas, %o',
  async (_, replicas, others, expected) => {
    const route = routeRow({ conditions: WELL_ROUTE });
    const more = others.map((name) => ({ kind: 'Service', namespace: 'shop', name }));
    const { notes } = await judgeRows(gatewayRoutes, {
      httpRoutes: [{ ...route, backends: [...route.backends, ...more] }],
      services: [serviceRow(), serviceRow({ name: 'other', spec: { selector: { app: 'other' } } })],
      ...{ gateways: [gatewayRow()], endpointSlices: [], pods: [], deployments: [selectedDeployment(replicas)] },
    });
    expect(notes).toEqual(expected);
  },
);
