import { objectKey } from '../../kubernetes/objects/object-key.ts';
import { isAtRest } from '../../status/rest.ts';
import type { Replica, WorkloadStatus } from '../../status/workload-status.ts';
import { clipText } from '../../text/clip-text.ts';
import { pluralize } from '../../text/pluralize.ts';
import { toOneLine } from '../../text/sanitize.ts';
import type { StatusLook } from './look.ts';

/** Most lines for one look. */
const MAX_LINES = 12;

const MAX_TEXT = 300;

/** A workload whose words alone change is reported again after this time, in milliseconds. */
const WORDS_PAUSE_MS = 30_000;

interface ReportedWorkload {
  readonly facts: string;
  readonly words: string;
  readonly at: number;
}

/**
 * Reports after each look what changed: each workload whose state or counts are others, each replica that came to
 * another point of its life. After the first look it reports only what is not at rest.
 */
export const createChangeReporter = (
  writeLine: (line: string) => void,
): ((look: Pick<StatusLook, 'workloads' | 'unread' | 'now'>) => void) => {
  const reported = new Map<string, ReportedWorkload>();
  const lives = new Map<string, string>();
  let isFirst = true;
  let unreadBefore = '';
  return ({ workloads, unread, now }) => {
    const time = `${new Date(now).toISOString().slice(11, 19)}Z`;
    const why = toOneLine(unread.join('; '));
    const lines = workloads.flatMap((workload) => {
      const isNews = noteWorkload(reported, workload, now);
      const changed = workload.replicas.filter((replica) => noteReplica(lives, replica));
      const isReported = isNews && !(isFirst && isAtRest(workload));
      return [...(isReported ? [workloadLine(workload)] : []), ...(isFirst ? [] : changed.map(replicaLine))];
    });
    if (why !== '' && why !== unreadBefore) lines.push(`could not read: ${why}`);
    unreadBefore = why;
    isFirst = false;
    const left = lines.length - MAX_LINES;
    for (const line of lines.slice(0, MAX_LINES)) writeLine(`${time}  ${line}`);
    if (left > 0) writeLine(`${time}  and ${pluralize(left, 'more change')}`);
  };
};

/** Notes how a workload does, and returns whether that is worth a line. */
const noteWorkload = (reported: Map<string, ReportedWorkload>, workload: WorkloadStatus, now: number): boolean => {
  const { ref, state, text, wanted, responsive, rollout } = workload;
  const facts = JSON.stringify([state, wanted, responsive, rollout?.candidate ?? null]);
  const words = text.replace(/\d+(?:\.\d+)?/g, '#');
  const before = reported.get(objectKey(ref));
  const isReworded = before !== undefined && before.words !== words && now - before.at >= WORDS_PAUSE_MS;
  const isNews = before?.facts !== facts || isReworded;
  if (isNews) reported.set(objectKey(ref), { facts, words, at: now });
  return isNews;
};

const noteReplica = (lives: Map<string, string>, { uid, state }: Replica): boolean => {
  const before = lives.get(uid);
  lives.set(uid, state);
  return before !== state;
};

const workloadLine = ({ ref, state, text, wanted, responsive, replicas }: WorkloadStatus): string => {
  const leaving = replicas.filter((replica) => replica.state === 'Decommissioned').length;
  const count =
    wanted === null ? '' : `, ${responsive} of ${wanted} responsive${leaving === 0 ? '' : `, ${leaving} leaving`}`;
  const name = `${ref.kind} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`;
  return clipText(toOneLine(`${name}: ${state}${count}${text === '' ? '' : `: ${text}`}`), MAX_TEXT);
};

const replicaLine = ({ ref, state, text }: Replica): string =>
  `  ${clipText(toOneLine(`Pod ${ref.name}: ${state}${text === '' ? '' : `, ${text}`}`), MAX_TEXT)}`;
