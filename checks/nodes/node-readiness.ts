import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { findCondition, findConditionWithStatus, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { LeaseRow } from '../../src/kubernetes/views/leases.ts';
import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { cordonedSince } from './cordon.ts';
import { isBeingRemoved, REMOVAL_MS } from './node-removal.ts';

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
    const cordoned = nodes.filter(
      (node) => node.cordoned && findConditionWithStatus(node, 'Ready', 'True') === undefined,
    );
    if (cordoned.length > 0) note(`${pluralize(cordoned.length, 'cordoned node is', 'cordoned nodes are')} not ready`);
    return nodes
      .filter((node) => !isCordonedForNow(node, now) && !isBeingRemoved(node, now, nodeUnreadySince(node)))
      .flatMap((node) => {
        if (findConditionWithStatus(node, 'Ready', 'True') === undefined)
          return now - nodeUnreadySince(node) > params.grace ? [notReadyFinding(node, now)] : [];
        const lease = byName.get(node.ref.name);
        const isSilent = lease?.renewedAt !== undefined && now - lease.renewedAt > params.silence;
        return isSilent ? [staleLeaseFinding(node, lease, now)] : [];
      });
  },
});

/** Whoever maintains a node cordons it first: that excuses it for as long as a removal. */
const isCordonedForNow = (node: NodeRow, now: number): boolean =>
  node.cordoned === true && now - Math.max(cordonedSince(node) ?? 0, nodeUnreadySince(node)) <= REMOVAL_MS;

const nodeUnreadySince = (node: NodeRow): number => findCondition(node, 'Ready')?.at ?? node.createdAt;

const notReadyFinding = (node: NodeRow, now: number): Finding => {
  const ready = findCondition(node, 'Ready');
  const words = ready === undefined ? 'no kubelet reported yet' : `Ready=${ready.status}, ${formatCondition(ready)}`;
  return {
    reason: 'node_not_ready',
    message: `NotReady for ${formatDuration(now - nodeUnreadySince(node))}: ${words}`,
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
