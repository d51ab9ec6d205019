import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { findCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { type FindingDetails, findingsByOwner } from './owners/findings-by-owner.ts';

export default defineCheck({
  group: 'pods',
  name: 'pods-terminating',
  title: 'Deleted pods go away',
  why: 'A pod that stays in Terminating keeps its volumes and its name, and its StatefulSet waits for it.',
  remedy: 'See who owns the finalizer and why it is not taken off, or whether the node still answers.',
  severity: 'sev3',
  needs: ['pods'],
  wants: ['nodes'],
  params: z.strictObject({
    grace: duration().prefault('10m').describe('How long a pod may stay after its own grace period is over'),
  }),
  run({ pods, nodes, params, now }) {
    const states = nodes === undefined ? undefined : new Map(nodes.map((node) => [node.ref.name, readinessText(node)]));
    const stuck = pods
      .filter((pod) => pod.deletingAt !== undefined && now - pod.deletingAt > params.grace)
      .map((pod) => ({ pod, cause: pod.finalizers === undefined ? 'node' : 'finalizer' }));
    return findingsByOwner(stuck, ({ pod }) => terminatingDetails(pod, now, states));
  },
});

const readinessText = (node: NodeRow): string => {
  const ready = findCondition(node, 'Ready');
  return ready?.status === 'True' ? 'Ready' : `NotReady (${ready?.reason ?? 'no condition'})`;
};

const terminatingDetails = (pod: PodRow, now: number, states: NodeStates): FindingDetails => {
  const { finalizers = [], deletingAt = now } = pod;
  const isHeld = finalizers.length > 0;
  const state = nodeStateText(pod, states);
  const age = `Terminating for ${formatDuration(now - deletingAt)} past its grace period`;
  const held = isHeld ? `its finalizers hold it: ${finalizers.join(', ')}` : 'no finalizer holds it';
  return {
    reason: 'stuck_terminating',
    message: [age, held, ...(pod.node === undefined ? [] : [`its node ${pod.node} is ${state}`])].join('; '),
    evidence: {
      finalizers,
      node: pod.node ?? null,
      nodeState: state,
      deletedAt: new Date(deletingAt).toISOString(),
    },
    next: [
      describeCommand(pod.ref),
      ...(isHeld
        ? [kubectlCommand(pod.ref.namespace)`get pod ${pod.ref.name} -o jsonpath='{.metadata.finalizers}'`]
        : []),
    ],
    because: isHeld || pod.node === undefined || state === 'Ready' ? [] : [{ kind: 'Node', name: pod.node }],
  };
};

type NodeStates = ReadonlyMap<string, string> | undefined;

const nodeStateText = ({ node }: PodRow, states: NodeStates): string => {
  if (node === undefined || states === undefined) return 'not looked at';
  return states.get(node) ?? 'gone';
};
