import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { findConditionWithStatus, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';

export default defineCheck({
  group: 'nodes',
  name: 'node-pressure',
  title: 'Nodes have memory, disk, processes and network to spare',
  why: 'A node under pressure takes no more pods and puts out those it has.',
  remedy: 'Find what uses it up on the node: pods without limits, images, logs; or give the node more.',
  severity: 'sev2',
  needs: ['nodes'],
  params: z.strictObject({
    grace: duration().prefault('10m').describe('How long a condition may be True'),
    conditions: z
      .array(z.string())
      .default(['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'])
      .describe('Conditions of nodes that are bad when True; what else reports conditions is not judged unasked'),
  }),
  run({ nodes, params, now }) {
    return nodes.flatMap((node) =>
      params.conditions.flatMap((type) => {
        const condition = findConditionWithStatus(node, type, 'True');
        const since = condition?.at ?? node.createdAt;
        if (condition === undefined || now - since <= params.grace) return [];
        return [
          {
            reason: 'node_pressure' as const,
            message: `${type} for ${formatDuration(now - since)}: ${formatCondition(condition)}`,
            object: node.ref,
            evidence: { condition: type, cause: condition.reason ?? null },
            next: [describeCommand(node.ref)],
            part: type,
          },
        ];
      }),
    );
  },
});
