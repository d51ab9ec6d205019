import { describe, expect, it } from 'vitest';
import { serveCluster } from '../live-cluster.ts';
import { problemOf, readServer, rowsIn } from '../read-cluster.ts';

const GROUP = 'gateway.networking.k8s.io';
const gateway = { metadata: { name: 'edge', namespace: 'shop', uid: 'uid-edge' } };
const groupsWith = (...versions: readonly string[]) => ({
  '/apis': JSON.stringify({
    kind: 'APIGroupList',
    groups: [
      { name: 'apps', versions: [{ version: 'v1' }] },
      { name: GROUP, versions: versions.map((version) => ({ version })) },
    ],
  }),
});
const gatewayList = (version: string, kind = 'GatewayList') => ({
  [`/apis/${GROUP}/${version}/gateways`]: { kind, items: [gateway] },
});

describe('a custom resource', () => {
  it('is listed in the newest version that is served', async () => {
    const server = await serveCluster({ lists: gatewayList('v1'), answers: groupsWith('v1beta1', 'v1') });
    expect(rowsIn((await readServer(server, { views: ['gateways'] })).gateways)).toHaveLength(1);
    expect(server.seen.map(({ path }) => path)).toEqual(['/version', '/apis', `/apis/${GROUP}/v1/gateways`]);
  });

  it('is listed in an older version where the group has no newer one', async () => {
    const server = await serveCluster({ lists: gatewayList('v1beta1'), answers: groupsWith('v1beta1') });
    expect(rowsIn((await readServer(server, { views: ['gateways'] })).gateways)).toHaveLength(1);
  });

  it('is listed in an older version where the newer one lacks it', async () => {
    const server = await serveCluster({ lists: gatewayList('v1beta1'), answers: groupsWith('v1', 'v1beta1') });
    expect(rowsIn((await readServer(server, { views: ['gateways'] })).gateways)).toHaveLength(1);
  });

  it('costs no list where its group is not installed', async () => {
    const server = await serveCluster({ lists: {}, answers: { '/apis': '{"kind":"APIGroupList","groups":[]}' } });
    const views = await readServer(server, { views: ['gateways', 'certificates', 'kafkas'] });
    expect(problemOf(views.certificates)).toEqual({
      status: 'skipped',
      reason: 'dependency',
      message: 'not installed: the cluster has no certificates.cert-manager.io',
    });
    expect(server.seen.map(({ path }) => path)).toEqual(['/version', '/apis']);
  });

  it('is listed in any case where the server does not say what it has', async () => {
    const server = await serveCluster({ lists: gatewayList('v1') });
    const views = await readServer(server, { views: ['gateways', 'certificates'] });
    expect(rowsIn(views.gateways)).toHaveLength(1);
    expect(problemOf(views.certificates)).toEqual(expect.objectContaining({ status: 'skipped' }));
  });

  it('is listed in any case where the answer has no list of groups', async () => {
    const server = await serveCluster({ lists: gatewayList('v1'), answers: { '/apis': '{"kind":"Page"}' } });
    expect(rowsIn((await readServer(server, { views: ['gateways'] })).gateways)).toHaveLength(1);
  });

  it('that may not be listed is an error with the rule that allows it', async () => {
    const server = await serveCluster({
      answers: groupsWith('v1'),
      fault: ({ path }) => (path.endsWith('/gateways') ? { status: 403, message: 'forbidden' } : undefined),
    });
    expect(problemOf((await readServer(server, { views: ['gateways'] })).gateways)).toEqual(
      expect.objectContaining({
        status: 'error',
        reason: 'permission',
        message: expect.stringContaining(`{ apiGroups: ["${GROUP}"], resources: ["gateways"], verbs: ["list"] }`),
      }),
    );
  });
});
