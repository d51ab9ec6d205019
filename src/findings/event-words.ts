import { classifyPullFailure, pullErrorText } from '../kubernetes/containers/pull-failures.ts';
import type { EventRow } from '../kubernetes/views/events.ts';
import type { ReportedFinding, Result } from '../model/result.ts';
import { clipText } from '../text/clip-text.ts';
import { toOneLine } from '../text/sanitize.ts';
import { replaceFindings } from './verdict-of-findings.ts';

/** Reasons of events that say what a pod on its node waits for. */
const OBSTACLE_PATTERN =
  /^(?:FailedMount|FailedAttachVolume|FailedMapVolume|FailedCreatePodSandBox|FailedCreatePodContainer|NetworkNotReady): /;

/** What follows from another FailedMount, whose words say more. */
const TIMEOUT_PATTERN = /^FailedMount: Unable to attach or mount volumes/;

const MAX_WORDS = 300;

type Evidence = ReportedFinding['evidence'];

/** The result with what events say in place of what its findings only guess (`evidence.guess`). Changes no verdict. */
export const nameEventsInMessages = (result: Result): Result => {
  const findings = result.findings.map(nameEventInMessage);
  const isAsBefore = findings.every((finding, at) => finding === result.findings[at]);
  return isAsBefore ? result : replaceFindings(result, findings, result.message);
};

const nameEventInMessage = (finding: ReportedFinding): ReportedFinding => {
  const { guess, ...evidence } = finding.evidence;
  const { events, killCause } = evidence;
  const texts = Array.isArray(events) ? events.map(String) : [];
  if (finding.reason === 'image_pull') return namePullInMessage({ ...finding, evidence }, String(guess ?? ''), texts);
  const obstacle = obstacleWords(texts);
  const words = typeof killCause === 'string' ? killCause : obstacle;
  if (typeof guess !== 'string' || words === undefined) return finding;
  return { ...replaceGuess(finding, guess, words), evidence: words === obstacle ? { ...evidence, words } : evidence };
};

/** The finding with the words in place of the guess, in its message and in the brief of it. */
const replaceGuess = (finding: ReportedFinding, guess: string, words: string): ReportedFinding => {
  const replaced = (text: string): string => text.replace(guess, () => clipText(toOneLine(words), MAX_WORDS));
  const { brief } = finding;
  return { ...finding, message: replaced(finding.message), ...(brief === undefined ? {} : { brief: replaced(brief) }) };
};

/** The class of a failed pull by the event of it, where the container's status says nothing. */
const namePullInMessage = (finding: ReportedFinding, guess: string, events: readonly string[]): ReportedFinding => {
  const words = events.find((event) => PULL_EVENT.test(event))?.replace(PULL_EVENT, 'Failed to pull');
  if (guess === '' || words === undefined) return finding;
  const { cause, text } = classifyPullFailure('', words, String(finding.evidence.image));
  return {
    ...replaceGuess(finding, guess, text),
    evidence: { ...finding.evidence, cause, words: pullErrorText(words) },
  };
};

const PULL_EVENT = /^Failed: Failed to pull(?= image )/;

const obstacleWords = (events: readonly string[]): string | undefined => {
  const obstacles = events.filter((event) => OBSTACLE_PATTERN.test(event));
  return obstacles.find((event) => !TIMEOUT_PATTERN.test(event)) ?? obstacles[0];
};

/** The probe with its target and timing, where the check gives them. */
const probeText = ({ probe }: Evidence, kind: string): string =>
  typeof probe === 'string' && probe.startsWith(kind) ? probe : kind;

/** Reasons of events about a probe that fails, and about what follows. */
const PROBE_EVENTS: ReadonlySet<string> = new Set(['Unhealthy', 'ProbeError', 'Killing']);

const PROBE_KILL_PATTERN = /\bfailed (liveness|startup) probe\b/;

/** How long a container may take to end when its kubelet stops it. */
const LONGEST_STOP_MS = 120_000;

/**
 * What the kubelet says it killed the container of a finding for; undefined when no event about its last end tells.
 *
 * @param newestAt when the newest event of any kind about the pod was seen: later than the end, events of the end are there
 */
export const killCauseOf = (
  { evidence }: ReportedFinding,
  events: readonly EventRow[],
  newestAt: number,
): string | undefined => {
  const finishedAt = typeof evidence.lastFinishedAt === 'string' ? Date.parse(evidence.lastFinishedAt) : Number.NaN;
  const recent = events.filter(({ lastAt = 0 }) => finishedAt - lastAt <= LONGEST_STOP_MS);
  const isSilent = newestAt >= finishedAt && !recent.some(({ reason }) => PROBE_EVENTS.has(reason));
  if (isSilent && typeof evidence.guess === 'string' && evidence.guess.startsWith('most likely by its '))
    return `perhaps from outside (a child that ran out of memory, somebody on the node): no event tells that its ${probeText(evidence, '')} failed`;
  for (const { reason, message } of recent) {
    const probe = reason === 'Killing' ? PROBE_KILL_PATTERN.exec(message)?.[1] : undefined;
    if (probe !== undefined) return `by its kubelet, because its ${probeText(evidence, `${probe} probe`)} failed`;
  }
  return undefined;
};
