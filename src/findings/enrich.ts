import { EXPLAIN_LIMITS, type Explainer, type LogAnswer, type LogTarget } from '../kubernetes/explainer.ts';
import { objectKey } from '../kubernetes/objects/object-key.ts';
import type { EventRow } from '../kubernetes/views/events.ts';
import type { Json } from '../model/json.ts';
import type { ObjectRef, ReportedFinding, Result } from '../model/result.ts';
import { counted } from '../text/pluralize.ts';
import { spoken } from './log-lines.ts';
import { likelyCause } from './log-signatures.ts';

type Evidence = { readonly [key: string]: Json };

const EVENTS_A_FINDING = 3;

/** Events of type Normal that tell something about a fault all the same. */
const TELLING = new Set(['Killing', 'Preempted', 'Pulling']);

/** What kubelets say again of a state that its container already has. */
const REPEATING = /^(Back-off (restarting|pulling)|Error: (ImagePullBackOff|ErrImagePull)$)/;

/** A Job that somebody started from a CronJob by hand is a warning to its controller, and explains nothing. */
const BY_HAND = 'UnexpectedJob';

/**
 * The results with what explains their findings: the newest warning events about the objects, and the last lines of the
 * crashed container's log with what they most likely mean. Changes no verdict; what could not be read becomes a note.
 */
export const explain = async (
  results: readonly Result[],
  explainer: Explainer,
  { logs }: { readonly logs: boolean },
): Promise<Explained> => {
  const findings = results.flatMap((result) => result.findings);
  if (findings.length === 0) return { results, warnings: [] };
  const [events, read] = await Promise.all([
    eventsFor(findings, explainer),
    logs ? logsFor(findings, explainer) : NO_LOGS,
  ]);
  const explained = (finding: ReportedFinding): ReportedFinding => ({
    ...finding,
    evidence: { ...finding.evidence, ...eventsOf(finding, events.byObject), ...logOf(finding, read) },
  });
  return {
    results: results.map((result) => ({
      ...result,
      notes: [...result.notes, ...notesOf(result.findings, read)],
      findings: result.findings.map(explained),
    })),
    warnings: events.notes,
  };
};

/** `warnings` say what could not be read, or was left out, for all of them. */
interface Explained {
  readonly results: readonly Result[];
  readonly warnings: readonly string[];
}

interface Events {
  readonly byObject: ReadonlyMap<string, readonly EventRow[]>;
  readonly notes: readonly string[];
}

const eventsFor = async (findings: readonly ReportedFinding[], explainer: Explainer): Promise<Events> => {
  const wanted = new Set(findings.flatMap(({ object }) => object?.namespace ?? []));
  const namespaces = [...wanted].slice(0, EXPLAIN_LIMITS.namespaces);
  if (namespaces.length === 0) return { byObject: new Map(), notes: [] };
  const { events, notes } = await explainer.readEvents(namespaces);
  const telling = events.filter(
    ({ type, reason, message }) =>
      (type !== 'Normal' || TELLING.has(reason)) && reason !== BY_HAND && !REPEATING.test(message),
  );
  const byObject = Map.groupBy(telling, ({ about }) => objectKey(about));
  const left = wanted.size - namespaces.length;
  return {
    byObject,
    notes: left === 0 ? notes : [...notes, `the events of ${counted(left, 'more namespace')} were not read`],
  };
};

const eventsOf = (finding: ReportedFinding, byObject: Events['byObject']): Evidence => {
  const newest = subjectsOf(finding)
    .flatMap((ref) => byObject.get(objectKey(ref)) ?? [])
    .filter(({ about }) => about.container === undefined || isOf(finding, about.container))
    .toSorted((one, other) => (other.lastAt ?? 0) - (one.lastAt ?? 0));
  const isWarned = newest.some(({ type }) => type !== 'Normal');
  const best = newest.filter(({ reason }) => !isWarned || reason !== 'Pulling');
  const texts = new Set(best.map(({ reason, message }) => `${reason}: ${message}`));
  return texts.size === 0 ? {} : { events: [...texts].slice(0, EVENTS_A_FINDING) };
};

/** The object itself, what is inside, and the pod that the check holds up as an example. */
const subjectsOf = ({ object, objects, evidence }: ReportedFinding): readonly ObjectRef[] => {
  const { pod } = evidence;
  const namespace = object?.namespace;
  const example = typeof pod === 'string' && namespace !== undefined ? [{ kind: 'Pod', namespace, name: pod }] : [];
  return [...(object === undefined ? [] : [object]), ...objects, ...example];
};

const isOf = ({ evidence }: ReportedFinding, container: string): boolean =>
  typeof evidence.container !== 'string' || evidence.container === container;

type Logs = ReadonlyMap<string, LogAnswer>;
const NO_LOGS: Logs = new Map();

const logsFor = async (findings: readonly ReportedFinding[], explainer: Explainer): Promise<Logs> => {
  const targets = new Map(
    findings.flatMap((finding) => {
      const target = targetOf(finding);
      return target === undefined ? [] : [[keyOf(target), target] as const];
    }),
  );
  const chosen = [...targets].slice(0, EXPLAIN_LIMITS.containers);
  return new Map(
    await Promise.all(chosen.map(async ([key, target]) => [key, await readLog(target, explainer)] as const)),
  );
};

/** A kubelet that no longer has the log of the one run often has that of the other. */
const readLog = async (target: LogTarget, explainer: Explainer): Promise<LogAnswer> => {
  const answer = await explainer.readLogs(target);
  if ('lines' in answer && answer.lines.length > 0) return answer;
  const other = await explainer.readLogs({ ...target, previous: !target.previous });
  return 'lines' in other ? other : answer;
};

/** A check that wants a log says whose, and whether that of the container before (`evidence.previous`). */
const targetOf = ({ object, evidence }: ReportedFinding): LogTarget | undefined => {
  const { pod, container, previous } = evidence;
  const namespace = object?.namespace;
  if (typeof pod !== 'string' || typeof container !== 'string' || typeof previous !== 'boolean') return undefined;
  return namespace === undefined ? undefined : { namespace, pod, container, previous };
};

const keyOf = ({ namespace, pod, container, previous }: LogTarget): string =>
  [namespace, pod, container, previous].join('/');

const logOf = (finding: ReportedFinding, logs: Logs): Evidence => {
  const target = targetOf(finding);
  const answer = target === undefined ? undefined : logs.get(keyOf(target));
  if (answer === undefined || !('lines' in answer) || answer.lines.length === 0) return {};
  const lines = answer.lines.map(spoken);
  const cause = likelyCause(lines);
  return { log: lines, ...(cause === undefined ? {} : { likelyCause: cause }) };
};

const notesOf = (findings: readonly ReportedFinding[], logs: Logs): readonly string[] =>
  findings.flatMap((finding) => {
    const target = targetOf(finding);
    if (target === undefined || logs === NO_LOGS) return [];
    const where = `the log of ${target.namespace}/${target.pod} ${target.container}`;
    const answer = logs.get(keyOf(target));
    if (answer === undefined) return [`${where} was not read: ${EXPLAIN_LIMITS.containers} logs a run`];
    return 'missing' in answer ? [`${where}: ${answer.missing}`] : [];
  });
