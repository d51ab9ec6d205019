import type { Explainer } from '../kubernetes/explainer.ts';
import { objectKey } from '../kubernetes/objects/object-key.ts';
import type { EventRow } from '../kubernetes/views/events.ts';
import type { ObjectRef } from '../model/result.ts';

/** How long the creation of pods may be refused: quotas are freed, webhooks come up. */
export const REFUSAL_MS = 2 * 60_000;

/** Refusals that only another pod template or another policy ends; a used-up quota may be freed any moment. */
export const REFUSED_FOR_GOOD = new RegExp(
  [
    'violates PodSecurity',
    'unable to validate against any',
    'admission webhook "[^"]+" denied',
    "ValidatingAdmissionPolicy '[^']+'.* denied",
    'failed quota: [^:]+: must specify',
    '(?:maximum|minimum) \\S+ (?:usage|limit|request)\\S* per \\w+ is',
    'max limit to request ratio',
    '\\bis invalid: ',
  ].join('|'),
  'i',
);

/** Kinds whose controllers tell of refused pods in events alone; a ReplicaSet has a condition. */
const KINDS_WITHOUT_CONDITION: ReadonlySet<string> = new Set(['StatefulSet', 'DaemonSet', 'Job']);

/** Refusals to create the pods of workloads, as they are seen from the first look on: what was refused before may be mended. */
export interface Refusals {
  /** Reads what became of the pods of these workloads, as of `now`; nothing of those whose conditions tell. Never rejects. */
  readonly read: (refs: readonly ObjectRef[], explainer: Explainer | undefined, now: number) => Promise<void>;
  /** Why its pods will not be created, however long one waits; undefined when nothing is known of that. */
  readonly lastingRefusal: (ref: ObjectRef) => string | undefined;
}

/** Follows refusals through the looks of one wait. */
export const createRefusals = (): Refusals => {
  const histories = new Map<string, CreationHistory>();
  let beganAt: number | undefined;
  return {
    read: async (refs, explainer, now) => {
      beganAt ??= now;
      const silent = refs.filter(({ kind }) => KINDS_WITHOUT_CONDITION.has(kind));
      const namespaces = [...new Set(silent.flatMap(({ namespace }) => namespace ?? []))];
      const isReadable = explainer !== undefined && namespaces.length <= explainer.limit;
      if (namespaces.length > 0 && isReadable)
        await explainer.readEvents(namespaces, creationTaker(histories, beganAt));
      for (const history of histories.values()) settleHistory(history);
    },
    lastingRefusal: (ref) => {
      const { refusedSince, refused } = histories.get(objectKey(ref)) ?? {};
      if (refused === undefined || refusedSince === undefined) return undefined;
      const isLasting = REFUSED_FOR_GOOD.test(refused.message) || refused.at - refusedSince > REFUSAL_MS;
      return isLasting ? refused.message : undefined;
    },
  };
};

/** What the newest events say of the creation of a workload's pods. Times are milliseconds since the epoch. */
interface CreationHistory {
  refused?: { readonly at: number; readonly message: string };
  createdAt?: number;
  /** When it was refused first, with no pod created since. */
  refusedSince?: number | undefined;
}

/** Keeps the newest of each sort, so that events may be handed over again. */
const creationTaker =
  (histories: Map<string, CreationHistory>, since: number) =>
  (event: EventRow): void => {
    const { about, reason, message, lastAt = 0 } = event;
    if (!isOfCreation(event)) return;
    const key = objectKey(about);
    const history = histories.get(key) ?? {};
    histories.set(key, history);
    if (reason === 'SuccessfulCreate') history.createdAt = Math.max(history.createdAt ?? 0, lastAt);
    else if (lastAt >= Math.max(since, history.refused?.at ?? 0))
      history.refused = { at: lastAt, message: message.trim() };
  };

const CREATION_REASONS: ReadonlySet<string> = new Set(['FailedCreate', 'SuccessfulCreate']);

const isOfCreation = ({ about, reason }: EventRow): boolean =>
  KINDS_WITHOUT_CONDITION.has(about.kind) && CREATION_REASONS.has(reason);

const settleHistory = (history: CreationHistory): void => {
  const { refused, createdAt = 0, refusedSince } = history;
  if (refused === undefined || refused.at < createdAt) history.refusedSince = undefined;
  else if (refusedSince === undefined || refusedSince < createdAt) history.refusedSince = refused.at;
};

/** The newest refusal among events about a workload, unless a pod of it was created since; of kinds without a condition. */
export const lastRefusal = (ref: ObjectRef, events: readonly EventRow[]): EventRow | undefined => {
  const [newest] = events
    .filter((event) => isOfCreation(event) && objectKey(event.about) === objectKey(ref))
    .toSorted((one, other) => (other.lastAt ?? 0) - (one.lastAt ?? 0));
  return newest?.reason === 'FailedCreate' ? newest : undefined;
};
