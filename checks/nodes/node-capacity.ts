import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { parseQuantity } from '../../src/kubernetes/objects/quantity.ts';
import { isVirtualNode } from './virtual-nodes.ts';

export default defineCheck({
  group: 'nodes',
  name: 'node-capacity',
  title: 'Nodes have room for more pods',
  why: 'A node that is full of pods takes no more, whatever processor and memory it has left.',
  remedy: 'Add nodes, or raise maxPods of its kubelet.',
  severity: 'sev3',
  needs: ['nodes', 'pods'],
  params: z.strictObject({
    share: z.number().min(0).max(1).default(0.95).describe('Share of the pods that a node can take'),
  }),
  run({ nodes, pods, params }) {
    const counts = new Map<string, number>();
    for (const { node, phase } of pods)
      if (node !== undefined && phase !== 'Succeeded' && phase !== 'Failed')
        counts.set(node, (counts.get(node) ?? 0) + 1);
    return nodes.flatMap((node) => {
      const { ref, allocatable } = node;
      const room = parseQuantity(allocatable.pods) ?? 0;
      const used = counts.get(ref.name) ?? 0;
      // A node that is made for one pod, as those of Fargate are, is full by design.
      if (room <= 1 || isVirtualNode(node) || used / room <= params.share) return [];
      return [
        {
          reason: 'node_full' as const,
          level: 'warning' as const,
          message: `${used} of ${room} pods (${Math.floor((used / room) * 100)} %)`,
          object: ref,
          evidence: { pods: used, allocatable: room },
          next: [kubectlCommand(undefined)`get pods -A --field-selector spec.nodeName=${ref.name}`],
        },
      ];
    });
  },
});
