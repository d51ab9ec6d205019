import type { ReplicaSetRow } from '../kubernetes/views/replica-sets.ts';
import { countResponsive } from './bare-status.ts';
import type { ScaledRow } from './status-rows.ts';
import type { Replica, Revision, Rollout } from './workload-status.ts';

interface RolloutContext {
  readonly replicas: readonly Replica[];
  readonly replicaSets: readonly ReplicaSetRow[] | undefined;
}

/** The rollout of a workload that is under way or stuck: two revisions of it have replicas, or the new one too few. */
export const findRollout = (row: ScaledRow, { replicas, replicaSets }: RolloutContext): Rollout | null => {
  if (row.replicas === 0) return null;
  const candidate = candidateOf(row, replicas, replicaSets);
  if (candidate === undefined) return null;
  const numberOf = revisionNumbers(row, replicaSets);
  const describe = (name: string): Revision => {
    const own = replicas.filter((one) => one.revision === name && !HAS_ENDED.has(one.state));
    return { name, number: numberOf.get(name) ?? null, replicas: own.length, responsive: countResponsive(own) };
  };
  const others = [...new Set(replicas.flatMap(({ revision }) => revision ?? []))].filter((name) => name !== candidate);
  const [current] = others
    .map(describe)
    .filter((revision) => revision.replicas > 0)
    .toSorted((one, other) => other.responsive - one.responsive || other.replicas - one.replicas);
  const next = describe(candidate);
  if (current === undefined) return null;
  const isIll = replicas.some(({ revision, level }) => revision === candidate && ILL.has(level));
  return { current, candidate: next, text: rolloutText(current, next, { wanted: row.replicas, hasFailed: isIll }) };
};

const HAS_ENDED: ReadonlySet<Replica['state']> = new Set(['Decommissioned', 'Completed', 'Failed', 'Deleted']);

/** The name of the newest revision; undefined where old ones stay on purpose, or it is not known. */
const candidateOf = (
  row: ScaledRow,
  replicas: readonly Replica[],
  replicaSets: readonly ReplicaSetRow[] | undefined,
): string | undefined => {
  if (row.strategy === 'OnDelete' || row.paused === true) return undefined;
  if (row.ref.kind === 'Deployment')
    return replicaSets?.find(({ owner, revision }) => owner?.uid === row.uid && revision === row.revision)?.ref.name;
  if (row.ref.kind === 'StatefulSet') return isPartitioned(row) ? undefined : row.updateRevision;
  if (row.ref.kind !== 'DaemonSet' || (row.updated ?? row.replicas) >= row.replicas) return undefined;
  return (
    replicas.toSorted((one, other) => other.since - one.since).find(({ revision }) => revision !== null)?.revision ??
    undefined
  );
};

/** Whether all pods that may be new are. */
const isPartitioned = ({ partition = 0, replicas, updated = 0 }: ScaledRow): boolean =>
  updated >= replicas - Math.min(partition, replicas);

/** The numbers of a Deployment's revisions, by the names of its ReplicaSets. */
const revisionNumbers = ({ uid }: ScaledRow, replicaSets: readonly ReplicaSetRow[] = []): ReadonlyMap<string, string> =>
  new Map(
    replicaSets.flatMap(({ owner, ref, revision }) =>
      owner?.uid === uid && revision !== undefined ? [[ref.name, revision]] : [],
    ),
  );

const ILL: ReadonlySet<Replica['level']> = new Set(['degraded', 'errored']);

const rolloutText = (
  current: Revision,
  candidate: Revision,
  { wanted, hasFailed }: { readonly wanted: number; readonly hasFailed: boolean },
): string => {
  const name = ({ number, name }: Revision): string => (number === null ? name : `revision ${number}`);
  const serves = `${name(current)} ${current.responsive > 0 ? `serves with ${current.responsive}` : 'does not serve'}`;
  const comes =
    candidate.responsive === 0
      ? `no replica of ${name(candidate)} ${hasFailed ? 'became responsive' : 'is responsive yet'}`
      : `${candidate.responsive} of ${wanted} of ${name(candidate)} are responsive`;
  return `${serves}, ${comes}`;
};
