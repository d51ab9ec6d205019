import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { Condition } from '../../src/kubernetes/fields/condition.ts';
import { formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { BAD_WHEN_FALSE, BAD_WHEN_TRUE, levelByName } from './condition-types.ts';

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
      .default([...BAD_WHEN_TRUE])
      .describe('Conditions of nodes that are bad when True; of others, those whose name says so are a warning'),
    readiness: z
      .array(z.string())
      .default([...BAD_WHEN_FALSE])
      .describe('Conditions of nodes, beside Ready, that are bad when False'),
  }),
  run({ nodes, params, now, note }) {
    const bad = new Map<string, Condition['status']>([
      ...params.conditions.map((type) => [type, 'True'] as const),
      ...params.readiness.map((type) => [type, 'False'] as const),
    ]);
    const levelOf = (condition: Condition) =>
      bad.has(condition.type)
        ? bad.get(condition.type) === condition.status && 'fault'
        : (levelByName(condition) ?? false);
    return nodes.flatMap((node) =>
      node.conditions.flatMap((condition) => {
        const level = levelOf(condition);
        const ms = now - (condition.at ?? node.createdAt);
        if (level === false || ms <= params.grace) return [];
        const finding = conditionFinding(node, condition, ms);
        if (level !== 'noted') return [{ ...finding, level }];
        note(`node ${node.ref.name}: ${finding.message}`);
        return [];
      }),
    );
  },
});

const conditionFinding = (node: NodeRow, condition: Condition, ms: number): Finding => ({
  reason: 'node_pressure',
  message: `${condition.type}${condition.status === 'True' ? '' : '=False'} for ${formatDuration(ms)}: ${formatCondition(condition)}`,
  object: node.ref,
  evidence: { condition: condition.type, cause: condition.reason ?? null },
  next: [describeCommand(node.ref)],
  part: condition.type,
});
