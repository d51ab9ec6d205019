import type { Explainer, LogOutcome, LogTarget } from '../kubernetes/explainer.ts';
import { objectKey } from '../kubernetes/objects/object-key.ts';
import type { EventRow } from '../kubernetes/views/events.ts';
import type { Json } from '../model/json.ts';
import type { ObjectRef, ReportedFinding, Result } from '../model/result.ts';
import { abbreviateList } from '../text/abbreviate-list.ts';
import { pluralize } from '../text/pluralize.ts';
import { killCauseOf, nameEventsInMessages } from './event-words.ts';
import { linkCauses, sortRootsFirst } from './link-causes.ts';
import { formatLogLine } from './log-lines.ts';
import { findLikelyCause } from './log-signatures.ts';
import { PREEMPTED_REASON, preemptionWords } from './preemptions.ts';

type EvidenceFields = { readonly [key: string]: Json };

const MAX_EVENTS_PER_FINDING = 3;

/** Reasons of Normal events that help to explain a fault. */
const RELEVANT_NORMAL_EVENTS = new Set(['Killing', PREEMPTED_REASON, 'Pulling']);

/** Messages in which a kubelet repeats the state of a container. */
const REPEATED_MESSAGE = /^(Back-off (restarting|pulling)|Error: (ImagePullBackOff|ErrImagePull)$)/;

/** The CronJob controller warns by it of a Job that was created by hand; it explains no fault. */
const MANUAL_JOB_REASON = 'UnexpectedJob';

/**
 * The results with what explains their findings: the newest warning events about the objects, and the last lines of the
 * crashed container's log with what they most likely mean. Changes no verdict; what could not be read becomes a note.
 */
export const enrichFindings = async (
  results: readonly Result[],
  explainer: Explainer,
  { logs }: { readonly logs: boolean },
): Promise<EnrichedResults> => {
  const findings = sortRootsFirst(linkCauses(results).flatMap((result) => result.findings));
  if (findings.length === 0) return { results, warnings: [] };
  const [events, read] = await Promise.all([
    readFindingEvents(findings, explainer),
    logs ? readFindingLogs(findings, explainer) : NO_LOGS,
  ]);
  const explained = (finding: ReportedFinding): ReportedFinding => ({
    ...finding,
    evidence: { ...finding.evidence, ...logEvidence(finding, read), ...eventEvidence(finding, events) },
  });
  return {
    results: results.map((result) => {
      const notes = [...result.notes, ...missingLogNotes(result.findings, read, explainer.limit)];
      return nameEventsInMessages({ ...result, notes, findings: result.findings.map(explained) });
    }),
    warnings: [...events.notes, ...unreadLogWarnings(findings, read, explainer.limit)],
  };
};

/** `warnings` say which events could not be read, and which events and logs were left out. */
interface EnrichedResults {
  readonly results: readonly Result[];
  readonly warnings: readonly string[];
}

interface FindingEvents {
  readonly byObject: ReadonlyMap<string, readonly EventRow[]>;
  /** Of pods that made room for others: they may be gone. */
  readonly preemptions: readonly EventRow[];
  /** When the newest event of any kind about the example pod of a finding was seen; 0: none was. */
  readonly newestAt: (finding: ReportedFinding) => number;
  readonly notes: readonly string[];
}

const readFindingEvents = async (
  findings: readonly ReportedFinding[],
  explainer: Explainer,
): Promise<FindingEvents> => {
  const wanted = new Set(findings.flatMap(({ object }) => object?.namespace ?? []));
  if (wanted.size === 0) return { byObject: new Map(), preemptions: [], newestAt: () => 0, notes: [] };
  const keys = new Set(findings.flatMap((finding) => relatedObjects(finding).map(eventKey)));
  const isWanted = ({ about, reason }: EventRow) => keys.has(eventKey(about)) || reason === PREEMPTED_REASON;
  const { events, notes } = await explainer.readEvents([...wanted], isWanted);
  const relevant = events.filter(
    ({ type, reason, message }) =>
      (type !== 'Normal' || RELEVANT_NORMAL_EVENTS.has(reason)) &&
      reason !== MANUAL_JOB_REASON &&
      !REPEATED_MESSAGE.test(message),
  );
  const byObject = Map.groupBy(relevant, ({ about }) => eventKey(about));
  const newest = new Map<string, number>();
  for (const { about, lastAt = 0 } of events)
    newest.set(eventKey(about), Math.max(lastAt, newest.get(eventKey(about)) ?? 0));
  return {
    byObject,
    preemptions: relevant.filter(({ reason }) => reason === PREEMPTED_REASON),
    newestAt: ({ object, evidence }) =>
      newest.get(eventKey({ ...object, kind: 'Pod', name: String(evidence.pod) })) ?? 0,
    notes,
  };
};

const eventEvidence = (
  finding: ReportedFinding,
  { byObject, newestAt, preemptions }: FindingEvents,
): EvidenceFields => {
  const preempted = preemptionWords(finding, preemptions);
  const newest = relatedObjects(finding)
    .flatMap((ref) => byObject.get(eventKey(ref)) ?? [])
    .filter(({ about }) => about.container === undefined || isOfContainer(finding, about.container))
    .toSorted((one, other) => (other.lastAt ?? 0) - (one.lastAt ?? 0));
  const isWarned = newest.some(({ type }) => type !== 'Normal');
  const best = newest.filter(({ reason }) => !isWarned || reason !== 'Pulling');
  const texts = new Set(best.map(({ reason, message }) => `${reason}: ${message}`));
  const cause = killCauseOf(finding, newest, newestAt(finding));
  return {
    ...(texts.size === 0 ? {} : { events: [...texts].slice(0, MAX_EVENTS_PER_FINDING) }),
    ...(cause === undefined ? {} : { killCause: cause }),
    ...(preempted === undefined ? {} : { preempted }),
  };
};

/** A key for what an event is about: events name no API group. */
const eventKey = ({ group: _, ...ref }: ObjectRef): string => objectKey(ref);

/** The object, the objects inside it, and the example pod that the check names in its evidence. */
const relatedObjects = ({ object, objects, evidence }: ReportedFinding): readonly ObjectRef[] => {
  const { pod } = evidence;
  const namespace = object?.namespace;
  const example = typeof pod === 'string' && namespace !== undefined ? [{ kind: 'Pod', namespace, name: pod }] : [];
  return [...(object === undefined ? [] : [object]), ...objects, ...example];
};

const isOfContainer = ({ evidence }: ReportedFinding, container: string): boolean =>
  typeof evidence.container !== 'string' || evidence.container === container;

type LogAnswers = ReadonlyMap<string, LogOutcome>;
const NO_LOGS: LogAnswers = new Map();

const readFindingLogs = async (findings: readonly ReportedFinding[], explainer: Explainer): Promise<LogAnswers> => {
  const chosen = [...logTargets(findings)].slice(0, explainer.limit);
  return new Map(
    await Promise.all(chosen.map(async ([key, target]) => [key, await readLog(target, explainer)] as const)),
  );
};

const logTargets = (findings: readonly ReportedFinding[]): ReadonlyMap<string, LogTarget> =>
  new Map(
    findings.flatMap((finding) => {
      const target = logTargetOf(finding);
      return target === undefined ? [] : [[logTargetKey(target), target] as const];
    }),
  );

/** Reads the log that was asked for, else that of the container's other run, which kubelets often still have. */
const readLog = async (target: LogTarget, explainer: Explainer): Promise<LogOutcome> => {
  const answer = await explainer.readLogs(target);
  if ('lines' in answer && !isBlank(answer.lines)) return answer;
  const other = await explainer.readLogs({ ...target, previous: !target.previous });
  const isBetter = 'lines' in other && ('missing' in answer || !isBlank(other.lines));
  return isBetter ? other : answer;
};

/** The log that a check asks for in its evidence: pod, container, and whether that of the container before (`previous`). */
const logTargetOf = ({ object, evidence }: ReportedFinding): LogTarget | undefined => {
  const { pod, container, previous } = evidence;
  const namespace = object?.namespace;
  if (typeof pod !== 'string' || typeof container !== 'string' || typeof previous !== 'boolean') return undefined;
  return namespace === undefined ? undefined : { namespace, pod, container, previous };
};

const logTargetKey = ({ namespace, pod, container, previous }: LogTarget): string =>
  [namespace, pod, container, previous].join('/');

const logEvidence = (finding: ReportedFinding, logs: LogAnswers): EvidenceFields => {
  const target = logTargetOf(finding);
  const answer = target === undefined ? undefined : logs.get(logTargetKey(target));
  if (answer === undefined) return {};
  const read = 'lines' in answer ? answer.lines.map(formatLogLine) : [];
  const { lastWords } = finding.evidence;
  const cause = findLikelyCause(read) ?? findLikelyCause(typeof lastWords === 'string' ? lastWords.split('\n') : []);
  return {
    ...('lines' in answer ? { log: isBlank(read) ? EMPTY_LOG : read } : {}),
    ...(cause === undefined ? {} : { likelyCause: cause }),
  };
};

const EMPTY_LOG = 'empty: the container wrote nothing';

const isBlank = (lines: readonly string[]): boolean => lines.every((line) => line.trim() === '');

const missingLogNotes = (findings: readonly ReportedFinding[], logs: LogAnswers, limit: number): readonly string[] =>
  findings.flatMap((finding) => {
    const target = logTargetOf(finding);
    if (target === undefined || logs === NO_LOGS) return [];
    const where = `the log of ${containerName(target)}`;
    const answer = logs.get(logTargetKey(target));
    if (answer === undefined) return [`${where} was not read: beyond --explain-limit ${limit}`];
    return 'missing' in answer ? [`${where}: ${answer.missing}`] : [];
  });

const unreadLogWarnings = (
  findings: readonly ReportedFinding[],
  logs: LogAnswers,
  limit: number,
): readonly string[] => {
  const unread = logs === NO_LOGS ? [] : [...logTargets(findings)].filter(([key]) => !logs.has(key));
  if (unread.length === 0) return [];
  const names = unread.map(([, target]) => containerName(target));
  return [
    `${pluralize(unread.length, 'log was', 'logs were')} not read (beyond --explain-limit ${limit}): ${abbreviateList(names)}`,
  ];
};

const containerName = ({ namespace, pod, container }: LogTarget): string => `${namespace}/${pod} ${container}`;
