import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { findCondition, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { isRemovalOverdue, nodeUnreadySince } from '../../src/kubernetes/objects/node-removal.ts';
import { isNodeReady, isPlannedAbsence } from '../../src/kubernetes/objects/planned-absence.ts';
import type { LeaseRow } from '../../src/kubernetes/views/leases.ts';
import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { describeOverdueRemoval } from './overdue-removals.ts';

export default defineCheck({
  group: 'nodes',
  name: 'node-readiness',
  title: 'Nodes are ready and give signs of life',
  why: 'Pods on a node that is not ready are given up after a few minutes, and its daemons and volumes with them.',
  remedy: 'Look at the kubelet, the container runtime and the network of the node.',
  severity: 'sev2',
  needs: ['nodes'],
  wants: ['leases'],
  params: z.strictObject({
    grace: duration().prefault('15m').describe('How long a node may be not ready'),
    silence: duration().prefault('5m').describe('How long a node that is called ready may leave its lease unrenewed'),
  }),
  run({ nodes, leases = [], params, now, note }) {
    const byName = new Map(leases.map((lease) => [lease.ref.name, lease]));
    const cordoned = nodes.filter((node) => node.cordoned && !isNodeReady(node));
    if (cordoned.length > 0) note(`${pluralize(cordoned.length, 'cordoned node is', 'cordoned nodes are')} not ready`);
    return nodes
      .filter((node) => !isPlannedAbsence(node, now))
      .flatMap((node) => {
        const since = nodeUnreadySince(node);
        if (since !== undefined) return now - since > params.grace ? [notReadyFinding(node, now - since, now)] : [];
        const lease = byName.get(node.ref.name);
        const isSilent = lease?.renewedAt !== undefined && now - lease.renewedAt > params.silence;
        return isSilent ? [staleLeaseFinding(node, lease, now)] : [];
      });
  },
});

const notReadyFinding = (node: NodeRow, ms: number, now: number): Finding => {
  const ready = findCondition(node, 'Ready');
  const words = ready === undefined ? 'no kubelet reported yet' : `Ready=${ready.status}, ${formatCondition(ready)}`;
  return {
    reason: 'node_not_ready',
    message: [
      `NotReady for ${formatDuration(ms)}: ${words}`,
      ...(isRemovalOverdue(node, now) ? [`it ${describeOverdueRemoval(node, now)}`] : []),
    ].join('; '),
    object: node.ref,
    evidence: { status: ready?.status ?? null, cause: ready?.reason ?? null, kubelet: node.kubelet ?? null },
    next: [
      describeCommand(node.ref),
      kubectlCommand(undefined)`get pods -A --field-selector spec.nodeName=${node.ref.name}`,
    ],
  };
};

/**
 * A node that stays Ready with a stale lease: the node controller, which would call it not ready, may be down itself.
 */
const staleLeaseFinding = (node: NodeRow, lease: LeaseRow, now: number): Finding => ({
  reason: 'lease_stale',
  level: 'warning',
  message: `is called ready, but its lease was last renewed ${formatDuration(now - (lease.renewedAt ?? now))} ago`,
  object: node.ref,
  evidence: { renewedAt: new Date(lease.renewedAt ?? now).toISOString() },
  next: [kubectlCommand('kube-node-lease')`get lease ${node.ref.name} -o yaml`],
});
