import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { PersistentVolumeRow } from '../../src/kubernetes/views/persistent-volumes.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { heldClaimFinding, isClaimInUse } from './deletions/held-claims.ts';
import { hasLeavingPods, heldDeletionFinding } from './deletions/held-objects.ts';

export default defineCheck({
  group: 'api',
  name: 'held-deletions',
  title: 'Deleted objects go away',
  why: 'An object that its finalizers hold keeps its name, and what it stands for: a load balancer, a disk, a claim.',
  remedy:
    'Bring back the controller of the finalizers that are named; take one off by hand only when it is gone for good.',
  severity: 'sev3',
  needs: ['services', 'persistentVolumeClaims'],
  wants: [
    ...(['pods', 'persistentVolumes', 'ingresses', 'networkPolicies', 'deployments', 'statefulSets'] as const),
    ...(['daemonSets', 'replicaSets', 'jobs', 'cronJobs', 'horizontalPodAutoscalers', 'podDisruptionBudgets'] as const),
  ],
  judges: [
    ...(['services', 'persistentVolumeClaims', 'persistentVolumes', 'ingresses', 'networkPolicies'] as const),
    ...(['deployments', 'statefulSets', 'daemonSets', 'replicaSets', 'jobs', 'cronJobs'] as const),
    ...(['horizontalPodAutoscalers', 'podDisruptionBudgets'] as const),
  ],
  params: z.strictObject({ grace: duration().prefault('30m').describe('How long the deletion of an object may take') }),
  run({ services, persistentVolumeClaims, pods, persistentVolumes = [], params, now, ...others }) {
    const limit = now - params.grace;
    const controllers = [
      ...(others.deployments ?? []),
      ...(others.statefulSets ?? []),
      ...(others.daemonSets ?? []),
      // One of a Deployment is held together with that.
      ...(others.replicaSets ?? []).filter(({ owner }) => owner === undefined),
      ...(others.jobs ?? []),
    ];
    const plain = [
      ...services,
      ...(others.ingresses ?? []),
      ...(others.networkPolicies ?? []),
      ...(others.cronJobs ?? []),
      ...(others.horizontalPodAutoscalers ?? []),
      ...(others.podDisruptionBudgets ?? []),
    ];
    const isHeld = ({ deletingAt, finalizers }: { deletingAt?: number; finalizers?: readonly string[] }): boolean =>
      deletingAt !== undefined && deletingAt < limit && finalizers !== undefined;
    const held = [
      ...plain.filter(isHeld),
      ...controllers.filter((row) => isHeld(row) && !hasLeavingPods(row, pods, limit)),
    ];
    const claims = persistentVolumeClaims.filter((row) => isHeld(row) && isClaimInUse(row, pods) === false);
    return [
      ...held.map((row) => heldDeletionFinding(row, { pods, now })),
      ...claims.map((row) => heldClaimFinding(row, pods ?? [], now)),
      ...persistentVolumes.filter(isHeld).map((row) => heldVolumeFinding(row, now)),
    ];
  },
});

const PROTECTION = 'kubernetes.io/pv-protection';

/** A volume that was deleted while a claim has it goes away with that claim: whoever deleted it may not know. */
const heldVolumeFinding = (row: PersistentVolumeRow, now: number): Finding => {
  const finding = heldDeletionFinding(row, { now });
  const { phase, claim, finalizers = [] } = row;
  if (phase !== 'Bound' || claim === undefined || !finalizers.includes(PROTECTION)) return finding;
  const name = `${claim.namespace}/${claim.name}`;
  return {
    ...finding,
    level: 'warning',
    message: `${finding.message}; claim ${name} is bound to it: when that is deleted, the volume is gone`,
    because: [{ kind: 'PersistentVolumeClaim', ...claim }],
  };
};
