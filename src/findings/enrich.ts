import type { Explainer, LogOutcome, LogTarget } from '../kubernetes/explainer.ts';
import type { Json } from '../model/json.ts';
import type { ReportedFinding, Result } from '../model/result.ts';
import { abbreviateList } from '../text/abbreviate-list.ts';
import { pluralize } from '../text/pluralize.ts';
import { nameEventsInMessages } from './event-words.ts';
import { readFindingEvents } from './finding-events.ts';
import { linkCauses, sortRootsFirst } from './link-causes.ts';
import { formatLogLine } from './log-lines.ts';
import { findLikelyCause } from './log-signatures.ts';

type EvidenceFields = { readonly [key: string]: Json };

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
    evidence: { ...finding.evidence, ...logEvidence(finding, read), ...events.evidenceOf(finding) },
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

/** So many logs that were not read are told one by one. */
const MAX_UNREAD_NOTES = 5;

const missingLogNotes = (findings: readonly ReportedFinding[], logs: LogAnswers, limit: number): readonly string[] => {
  const targets = logs === NO_LOGS ? [] : [...logTargets(findings)];
  const unread = targets.filter(([key]) => !logs.has(key)).map(([, target]) => containerName(target));
  const missing = targets.flatMap(([key, target]) => {
    const answer = logs.get(key);
    return answer !== undefined && 'missing' in answer
      ? [`the log of ${containerName(target)}: ${answer.missing}`]
      : [];
  });
  const each = unread.map((name) => `the log of ${name} was not read: beyond --explain-limit ${limit}`);
  return [...missing, ...(unread.length > MAX_UNREAD_NOTES ? [unreadLogsText(unread, limit)] : each)];
};

const unreadLogWarnings = (
  findings: readonly ReportedFinding[],
  logs: LogAnswers,
  limit: number,
): readonly string[] => {
  const unread = logs === NO_LOGS ? [] : [...logTargets(findings)].filter(([key]) => !logs.has(key));
  if (unread.length === 0) return [];
  return [
    unreadLogsText(
      unread.map(([, target]) => containerName(target)),
      limit,
    ),
  ];
};

const unreadLogsText = (names: readonly string[], limit: number): string =>
  `${pluralize(names.length, 'log was', 'logs were')} not read (beyond --explain-limit ${limit}): ${abbreviateList(names)}`;

const containerName = ({ namespace, pod, container }: LogTarget): string => `${namespace}/${pod} ${container}`;
