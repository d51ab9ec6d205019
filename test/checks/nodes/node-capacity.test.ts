import { expect, it } from 'vitest';
import capacity from '../../../checks/nodes/node-capacity.ts';
import { buildNode, buildPod } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';

it('a node that is made for one pod is full by design', async () => {
  const sources = { nodes: [buildNode({ allocatable: { pods: '1' } })], pods: [buildPod()] };
  expect((await judgeRows(capacity, sources)).findings).toEqual([]);
});

it.each([
  [95, 0],
  [96, 1],
])('a node with %i of 100 pods gives %i warnings', async (count, warnings) => {
  const pods = Array.from({ length: count }, (_, nth) => buildPod({ name: `p-${nth}` }));
  const nodes = [buildNode({ allocatable: { pods: '100' } }), buildNode({ name: 'bare', allocatable: {} })];
  const sources = { nodes, pods: [...pods, buildPod({ name: 'done', phase: 'Succeeded' })] };
  expect((await judgeRows(capacity, sources)).findings).toHaveLength(warnings);
});
