import type { Explainer } from '../kubernetes/explainer.ts';
import type { EventRow } from '../kubernetes/views/events.ts';
import type { Json } from '../model/json.ts';
import type { ObjectRef, ReportedFinding } from '../model/result.ts';
import { createEventStore, type EventStore } from './event-store.ts';
import { killCauseOf } from './event-words.ts';
import { createPreemptions, PREEMPTED_REASON } from './preemptions.ts';

/** What events say about findings. */
export interface FindingEvents {
  /** The newest events about the objects of a finding, what killed its container, and who put out its pod. */
  readonly evidenceOf: (finding: ReportedFinding) => { readonly [key: string]: Json };
  /** For the report: what could not be read, or was left out. */
  readonly notes: readonly string[];
}

/** Most events that a finding shows. */
const MAX_EVENTS = 3;

/** Reasons of Normal events that help to explain a fault. */
const RELEVANT_NORMAL_EVENTS = new Set(['Killing', PREEMPTED_REASON, 'Pulling']);

/** Messages in which a kubelet repeats the state of a container. */
const REPEATED_MESSAGE = /^(Back-off (restarting|pulling)|Error: (ImagePullBackOff|ErrImagePull)$)/;

/** The CronJob controller warns by it of a Job that was created by hand; it explains no fault. */
const MANUAL_JOB_REASON = 'UnexpectedJob';

const isRelevant = ({ type, reason, message }: EventRow): boolean =>
  (type !== 'Normal' || RELEVANT_NORMAL_EVENTS.has(reason)) &&
  reason !== MANUAL_JOB_REASON &&
  !REPEATED_MESSAGE.test(message);

/**
 * Reads the events of the namespaces of these findings, and keeps a few of each object that they name: memory grows with the
 * findings, not with the events. Never rejects.
 */
export const readFindingEvents = async (
  findings: readonly ReportedFinding[],
  explainer: Explainer,
): Promise<FindingEvents> => {
  const namespaces = new Set(findings.flatMap(({ object }) => object?.namespace ?? []));
  if (namespaces.size === 0) return { evidenceOf: () => ({}), notes: [] };
  const store = createEventStore(findings.flatMap(relatedObjects), { shown: MAX_EVENTS, isRelevant });
  const preemptions = createPreemptions(findings);
  const notes = await explainer.readEvents([...namespaces], (event) => {
    store.take(event);
    preemptions.take(event);
  });
  return {
    evidenceOf: (finding) => {
      const preempted = preemptions.wordsOf(finding);
      return { ...eventEvidence(finding, store), ...(preempted === undefined ? {} : { preempted }) };
    },
    notes: [...notes, ...store.notes()],
  };
};

const eventEvidence = (finding: ReportedFinding, store: EventStore): { readonly [key: string]: Json } => {
  const newest = relatedObjects(finding)
    .flatMap(store.about)
    .filter(({ about }) => about.container === undefined || isOfContainer(finding, about.container))
    .toSorted((one, other) => (other.lastAt ?? 0) - (one.lastAt ?? 0));
  const isWarned = newest.some(({ type }) => type !== 'Normal');
  const best = newest.filter(({ reason }) => !isWarned || reason !== 'Pulling');
  const shown = [...Map.groupBy(best, ({ reason, message }) => `${reason}: ${message}`)].slice(0, MAX_EVENTS);
  const [pod] = examplePod(finding);
  const cause = killCauseOf(finding, newest, pod === undefined ? 0 : store.newestAt(pod));
  return {
    ...(shown.length === 0 ? {} : { events: shown.map(([text]) => text), eventTimes: shown.map(newestTime) }),
    ...(cause === undefined ? {} : { killCause: cause }),
  };
};

/** When an event was seen last, RFC 3339 in UTC; null when its component does not say. */
const newestTime = ([, [newest]]: readonly [string, readonly EventRow[]]): string | null =>
  newest?.lastAt === undefined ? null : new Date(newest.lastAt).toISOString();

/** The object, the objects inside it, the example pod, and the claims that it waits for. */
const relatedObjects = (finding: ReportedFinding): readonly ObjectRef[] => [
  ...(finding.object === undefined ? [] : [finding.object]),
  ...finding.objects,
  ...examplePod(finding),
  ...awaitedClaims(finding),
];

/** The claims that the check names in its evidence. */
const awaitedClaims = ({ object, evidence: { claims } }: ReportedFinding): readonly ObjectRef[] => {
  const namespace = object?.namespace;
  if (!Array.isArray(claims) || namespace === undefined) return [];
  return claims.map((name) => ({ kind: 'PersistentVolumeClaim', namespace, name: String(name) }));
};

/** The pod that the check names in its evidence. */
const examplePod = ({ object, evidence: { pod } }: ReportedFinding): readonly ObjectRef[] =>
  typeof pod === 'string' && object?.namespace !== undefined
    ? [{ kind: 'Pod', namespace: object.namespace, name: pod }]
    : [];

const isOfContainer = ({ evidence }: ReportedFinding, container: string): boolean =>
  typeof evidence.container !== 'string' || evidence.container === container;
