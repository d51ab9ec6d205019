import { describe, expect, it } from 'vitest';
import { type TriageRows, triageCluster } from '../../src/triage/cluster.ts';
import { routePaths } from '../../src/triage/walk-route.ts';
import { routeRow, WELL_ROUTE } from '../checks/network/gateway-rows.ts';
import { endpointSliceRow, serviceRow } from '../checks/network/services.ts';
import { buildPod, TEST_NOW } from '../support/build-pods.ts';
import { buildCondition } from '../support/build-rows.ts';

const POD = buildPod();
const ROWS: TriageRows['rows'] = {
  ...{ services: [serviceRow()], endpointSlices: [endpointSliceRow([POD])], pods: [POD] },
};

/** `route ok`, `service ok`, ... of each way of the route. */
const waysOf = (parts: Parameters<typeof routeRow>[0], namespaces: readonly string[] | null = null) =>
  routePaths(routeRow(parts), triageCluster({ rows: ROWS, unread: {}, namespaces, now: TEST_NOW })).map(({ links }) =>
    links.slice(0, 3).map(({ kind, verdict }) => `${kind} ${verdict}`),
  );

describe('the ways through an HTTPRoute', () => {
  it('are well where its Gateway took it, and lead on to the endpoints of its Service', () => {
    expect(waysOf({ conditions: WELL_ROUTE })).toEqual([['route ok', 'service ok', 'endpoints ok']]);
  });

  it('are broken at the route where every Gateway refuses it, and to be looked at where none has answered', () => {
    const refused = [buildCondition('Accepted', 'False', '1h', { reason: 'NotAllowedByListeners' })];
    expect(waysOf({ conditions: refused })[0]?.[0]).toBe('route broken');
    expect(waysOf({ conditions: undefined })[0]?.[0]).toBe('route suspicious');
  });

  it('are broken at a Service or a port that is not there', () => {
    expect(waysOf({ conditions: WELL_ROUTE, backend: { name: 'web-next' } })).toEqual([['route ok', 'service broken']]);
    expect(waysOf({ conditions: WELL_ROUTE, backend: { port: 8443 } })).toEqual([['route ok', 'service broken']]);
  });

  it('do not go to a backend without weight, and are unknown in a namespace that was not read', () => {
    expect(waysOf({ conditions: WELL_ROUTE, backend: { name: 'web-next', weight: 0 } })).toEqual([['route ok']]);
    expect(waysOf({ conditions: WELL_ROUTE, backend: { namespace: 'other' } }, ['shop'])).toEqual([
      ['route ok', 'service unknown'],
    ]);
  });

  it('end at a backend that is no Service', () => {
    expect(waysOf({ conditions: WELL_ROUTE, backend: { kind: 'ServiceImport', name: 'web' } })).toEqual([['route ok']]);
  });
});
