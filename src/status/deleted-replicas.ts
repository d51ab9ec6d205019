import { objectKey } from '../kubernetes/objects/object-key.ts';
import { revisionOwner } from '../kubernetes/objects/revision-owner.ts';
import type { EventRow } from '../kubernetes/views/events.ts';
import type { ObjectRef } from '../model/result.ts';
import type { StatusRows } from './status-rows.ts';

/** A pod that is gone and that events still tell of. Times are milliseconds since the epoch. */
export interface DeletedReplica {
  readonly ref: ObjectRef;
  readonly uid: string | null;
  readonly state: 'Deleted';
  readonly since: number;
  /** What was said of it last, warnings first. */
  readonly text: string;
}

/** As long as API servers keep events. */
const MEMORY_MS = 60 * 60_000;

/** Pods that are gone, by the key of the workload that they were of: of the last hour, the newest first. */
export const deletedReplicas = (
  events: readonly EventRow[],
  cluster: StatusRows,
): ReadonlyMap<string, readonly DeletedReplica[]> => {
  const isThere = presence(cluster);
  const makers = makersOf(events);
  const controllers = controllersOf(cluster);
  const gone = events.filter(({ about, uid }) => about.kind === 'Pod' && !isThere(about, uid));
  const groups = [...Map.groupBy(gone, ({ about, uid }) => `${objectKey(about)}/${uid ?? ''}`).values()];
  const found = groups.flatMap((group) => {
    const [{ about }] = group as [EventRow, ...EventRow[]];
    const workload = makers.get(placeOf(about)) ?? nameMaker(about, controllers);
    const replica = describeDeleted(group);
    const isRecent = cluster.now - replica.since <= MEMORY_MS;
    return workload === undefined || !isRecent ? [] : [{ key: objectKey(workloadOf(workload, controllers)), replica }];
  });
  const sorted = found.toSorted((one, other) => other.replica.since - one.replica.since);
  return new Map(
    [...Map.groupBy(sorted, ({ key }) => key)].map(([key, list]) => [key, list.map(({ replica }) => replica)]),
  );
};

const placeOf = ({ namespace = 'default', name }: ObjectRef): string => `${namespace}/${name}`;

/** Whether a pod is still there: by its uid, since a StatefulSet gives the next one the same name. */
const presence = ({ rows }: StatusRows) => {
  const uids = new Set((rows.pods ?? []).map(({ uid }) => uid));
  const names = new Set((rows.pods ?? []).map(({ ref }) => placeOf(ref)));
  return (about: ObjectRef, uid: string | undefined): boolean =>
    uid === undefined || uid === '' ? names.has(placeOf(about)) : uids.has(uid);
};

const MADE_BY_NAME = /^(?:Created|Deleted) pod: (\S+)$/;
const MADE_BY_SET = /^(?:create|delete) Pod (\S+) in StatefulSet \S+ /;

/** The controllers of pods by their own events. */
const makersOf = (events: readonly EventRow[]): ReadonlyMap<string, ObjectRef> =>
  new Map(
    events.flatMap(({ about, message }) => {
      const pod = (MADE_BY_NAME.exec(message) ?? MADE_BY_SET.exec(message))?.[1];
      return pod === undefined ? [] : [[placeOf({ ...about, name: pod }), about] as const];
    }),
  );

interface Controller {
  readonly ref: ObjectRef;
  /** What stands above it. */
  readonly workload: ObjectRef;
}

type Controllers = ReadonlyMap<string, Controller>;

/** What makes pods, by its key. */
const controllersOf = ({ rows }: StatusRows): Controllers => {
  const above = (ref: ObjectRef, kind: string, name: string): ObjectRef => ({ ...ref, kind, name });
  const sets = (rows.replicaSets ?? []).map(({ ref, owner, labels }) => {
    const { kind, name } = owner ?? revisionOwner(ref, labels) ?? ref;
    return { ref, workload: above(ref, kind, name) };
  });
  const jobs = (rows.jobs ?? []).map(({ ref, cronJob, manual }) => ({
    ref,
    workload: cronJob === undefined || manual ? ref : above(ref, 'CronJob', cronJob),
  }));
  const others = [...(rows.statefulSets ?? []), ...(rows.daemonSets ?? []), ...(rows.replicationControllers ?? [])];
  const all = [...sets, ...jobs, ...others.map(({ ref }) => ({ ref, workload: ref }))];
  return new Map(all.map((one) => [objectKey(one.ref), one]));
};

const POD_SUFFIX = /^-(?:[a-z0-9]{5}|\d+|\d+-[a-z0-9]{5})$/;

/** The controller whose name the pod's begins with: the longest counts. */
const nameMaker = (pod: ObjectRef, controllers: Controllers): ObjectRef | undefined =>
  [...controllers.values()]
    .map(({ ref }) => ref)
    .filter(
      ({ namespace, name }) =>
        namespace === pod.namespace && pod.name.startsWith(name) && POD_SUFFIX.test(pod.name.slice(name.length)),
    )
    .toSorted((one, other) => other.name.length - one.name.length)[0];

/** A ReplicaSet that is gone as well was of the Deployment that its name begins with. */
const workloadOf = ({ container: _, ...maker }: ObjectRef, controllers: Controllers): ObjectRef => {
  const known = controllers.get(objectKey(maker))?.workload;
  if (known !== undefined || maker.kind !== 'ReplicaSet') return known ?? maker;
  return { ...maker, kind: 'Deployment', name: maker.name.replace(/-[a-z0-9]+$/, '') };
};

const ENDING_REASONS = /^(?:Killing|Evicted|Preempted|Preempting|TaintManagerEviction|NodeShutdown|Completed)$/;

const describeDeleted = (events: readonly EventRow[]): DeletedReplica => {
  const ordered = events.toSorted((one, other) => (one.lastAt ?? 0) - (other.lastAt ?? 0));
  const last = ordered.at(-1) as EventRow;
  const ending = ordered.findLast(({ reason }) => ENDING_REASONS.test(reason));
  const warning = ordered.findLast(({ type }) => type === 'Warning');
  const told = [warning, ending].flatMap((event) =>
    event === undefined ? [] : [`${event.reason}: ${event.message.trim()}`],
  );
  const { container: _, ...ref } = last.about;
  return {
    ref,
    uid: last.uid ?? null,
    state: 'Deleted',
    since: ending?.lastAt ?? last.lastAt ?? 0,
    text: [...new Set(told)].join('; ') || `${last.reason}: ${last.message.trim()}`,
  };
};
