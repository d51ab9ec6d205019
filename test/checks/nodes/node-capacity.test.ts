import { expect, it } from 'vitest';
import capacity from '../../../checks/nodes/node-capacity.ts';
import { node, pod } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';

it.each([
  [95, 0],
  [96, 1],
])('a node with %i of 100 pods gives %i warnings', async (count, warnings) => {
  const pods = Array.from({ length: count }, (_, nth) => pod({ name: `p-${nth}` }));
  const nodes = [node({ allocatable: { pods: '100' } }), node({ name: 'bare', allocatable: {} })];
  const sources = { nodes, pods: [...pods, pod({ name: 'done', phase: 'Succeeded' })] };
  expect((await judge(capacity, sources)).findings).toHaveLength(warnings);
});
