import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { cordonedSince } from '../../src/kubernetes/objects/cordon.ts';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { isBeingRemoved, isRemovalOverdue } from '../../src/kubernetes/objects/node-removal.ts';
import { isNodeReady } from '../../src/kubernetes/objects/planned-absence.ts';
import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';
import type { ObjectRef } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { overdueRemovalFindings } from './overdue-removals.ts';

export default defineCheck({
  group: 'nodes',
  name: 'node-cordoned',
  title: 'No node was left cordoned',
  why: 'A cordoned node takes no pods: capacity that is paid for and missing.',
  remedy: 'Finish the maintenance and uncordon the node, or remove it.',
  severity: 'sev3',
  needs: ['nodes'],
  params: z.strictObject({ grace: duration().prefault('24h').describe('How long a node may be cordoned') }),
  run({ nodes, params, now, note }) {
    const cordoned = nodes.filter(
      (node) => node.cordoned && !isBeingRemoved(node, now, cordonedSince(node) ?? now) && !isRemovalOverdue(node, now),
    );
    const undated = cordoned.filter((node) => cordonedSince(node) === undefined);
    if (undated.length > 0)
      note(`${pluralize(undated.length, 'node is', 'nodes are')} cordoned, nobody says since when`);
    const left = cordoned.flatMap((node) => {
      const since = cordonedSince(node);
      if (since === undefined || now - since <= params.grace) return [];
      return [
        {
          reason: 'node_cordoned' as const,
          level: 'warning' as const,
          message: `cordoned (SchedulingDisabled) for ${formatDuration(now - since)}`,
          object: node.ref,
          evidence: { cordonedSince: new Date(since).toISOString() },
          next: [kubectlCommand(undefined)`uncordon ${node.ref.name}`],
          because: unreadyNode(node),
        },
      ];
    });
    return [...left, ...nodes.flatMap((node) => overdueRemovalFindings(node, now))];
  },
});

/** The node itself, where it is not ready: that is the story then. */
const unreadyNode = (node: NodeRow): readonly ObjectRef[] => (isNodeReady(node) ? [] : [node.ref]);
