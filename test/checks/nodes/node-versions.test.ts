import { expect, it } from 'vitest';
import versions from '../../../checks/nodes/node-versions.ts';
import { buildNode } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';

it.each([
  ['v1.35.4', 'v1.35.1', 0],
  ['v1.35.4', 'v1.32.9-eks-1', 0],
  ['v1.35.4', 'v1.31.0', 1],
  ['v1.35.4', 'v1.36.0', 1],
  ['v1.35.4', undefined, 0],
])('API server %s with kubelet %s gives %i warnings', async (version, kubeletVersion, count) => {
  const old = buildNode({ status: { nodeInfo: { kubeletVersion } } as never });
  expect((await judgeRows(versions, { nodes: [old], apiServers: [{ version }] })).findings).toHaveLength(count);
});

it('an upgrade that is under way is noted', async () => {
  const nodes = ['v1.34.1', 'v1.35.0'].map((kubeletVersion) =>
    buildNode({ status: { nodeInfo: { kubeletVersion } } as never }),
  );
  const { notes } = await judgeRows(versions, { nodes, apiServers: [{ version: 'v1.35.4' }] });
  expect(notes).toEqual(['kubelets of 2 minor versions: 1.34, 1.35']);
});

it.each([
  ['by its label', { labels: { type: 'virtual-kubelet' } }],
  ['by its taint', { taints: [{ key: 'virtual-kubelet.io/provider', effect: 'NoSchedule', value: 'azure' }] }],
  ['by the label of Liqo', { labels: { 'liqo.io/type': 'virtual-node' } }],
  ['by the taint of KWOK', { taints: [{ key: 'kwok.x-k8s.io/node', effect: 'NoSchedule', value: 'fake' }] }],
  ['by the label of KWOK', { labels: { type: 'kwok' } }],
  ['by the taint of another one', { taints: [{ key: 'virtual-node.interlink/no-schedule', effect: 'NoSchedule' }] }],
  ['by its version', { status: { nodeInfo: { kubeletVersion: 'v1.19.10-vk-azure-aci-1.4.16' } } as never }],
])('a virtual node, known %s, has the version of its connector', async (_, parts) => {
  const nodes = [buildNode({ status: { nodeInfo: { kubeletVersion: 'v1.19.10' } } as never, ...parts })];
  expect((await judgeRows(versions, { nodes, apiServers: [{ version: 'v1.26.3' }] })).findings).toEqual([]);
});

it('a real node is judged, whatever it is called', async () => {
  const nodes = [
    buildNode({ name: 'virtual-node-1', status: { nodeInfo: { kubeletVersion: 'v1.22.6-eks-7d68063' } } as never }),
  ];
  expect((await judgeRows(versions, { nodes, apiServers: [{ version: 'v1.26.3' }] })).findings).toHaveLength(1);
});
