import { expect, it } from 'vitest';
import check from '../../../checks/network/local-traffic.ts';
import { buildNode, buildPod, timestampAgo } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { serviceRow } from './services.ts';

const service = serviceRow({ spec: { internalTrafficPolicy: 'Local' } });
const nodes = [buildNode(), buildNode({ name: 'node-2' })];
const client = buildPod({ name: 'client', node: 'node-2', labels: { app: 'client' } });
const judgeLocalTraffic = (more: object = {}) =>
  judgeRows(check, { services: [service], nodes, pods: [buildPod(), client], ...more });

it('a node with clients and without a pod of a Service that stays on the node is a warning', async () => {
  expect((await judgeLocalTraffic()).findings).toMatchObject([
    {
      reason: 'local_traffic',
      level: 'warning',
      message: 'internalTrafficPolicy is Local, and 1 of 2 nodes have no pod of it: node-2',
    },
  ]);
});

it.each([
  ['no Service of that kind', { services: [serviceRow()] }],
  ['nothing', { services: [], pods: [], nodes: [] }],
  ['a pod on each node', { pods: [buildPod(), buildPod({ name: 'web-2', node: 'node-2' }), client] }],
  ['a DaemonSet', { pods: [buildPod({ owner: 'DaemonSet/web' }), client] }],
  ['nobody else on the node', { pods: [buildPod()] }],
  [
    'pods of DaemonSets only',
    { pods: [buildPod(), buildPod({ name: 'log', node: 'node-2', owner: 'DaemonSet/log', labels: { app: 'log' } })] },
  ],
  ['a cordoned node', { nodes: [buildNode(), buildNode({ name: 'node-2', cordoned: true })] }],
  [
    'a tainted node',
    { nodes: [buildNode(), buildNode({ name: 'node-2', taints: [{ key: 'x', effect: 'NoSchedule' }] })] },
  ],
  ['a node that is not ready', { nodes: [buildNode(), buildNode({ name: 'node-2', conditions: [] })] }],
  ['a new pod', { pods: [buildPod({ age: '10m' }), client] }],
  [
    'a pod that leaves',
    {
      pods: [
        buildPod(),
        buildPod({
          name: 'web-2',
          metadata: { deletionTimestamp: timestampAgo('1s'), labels: { app: 'web' }, name: 'web-2', namespace: 'shop' },
        }),
        client,
      ],
    },
  ],
  ['no pods', { pods: [client] }],
])('healthy: %s', async (_, more) => expect((await judgeLocalTraffic(more)).findings).toEqual([]));
