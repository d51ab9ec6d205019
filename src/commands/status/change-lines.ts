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

/** A workload whose words alone change is told again after this time, in milliseconds. */
const WORDS_PAUSE_MS = 30_000;

interface ToldWorkload {
  readonly facts: string;
  readonly words: string;
  readonly at: number;
}

/**
 * Tells of one look after another what changed: each workload whose state or counts are others, each replica that came to
 * another point of its life. The first look tells only what is not at rest.
 */
export const changeTeller = (
  tell: (line: string) => void,
): ((look: Pick<StatusLook, 'workloads' | 'unread' | 'now'>) => void) => {
  const told = new Map<string, ToldWorkload>();
  const lives = new Map<string, string>();
  let isFirst = true;
  let unreadBefore = '';
  return ({ workloads, unread, now }) => {
    const time = `${new Date(now).toISOString().slice(11, 19)}Z`;
    const why = toOneLine(unread.join('; '));
    const lines = workloads.flatMap((workload) => {
      const isNews = noteWorkload(told, workload, now);
      const changed = workload.replicas.filter((replica) => noteReplica(lives, replica));
      const isTold = isNews && !(isFirst && isAtRest(workload));
      return [...(isTold ? [workloadLine(workload)] : []), ...(isFirst ? [] : changed.map(replicaLine))];
    });
    if (why !== '' && why !== unreadBefore) lines.push(`could not read: ${why}`);
    unreadBefore = why;
    isFirst = false;
    const left = lines.length - MAX_LINES;
    for (const line of lines.slice(0, MAX_LINES)) tell(`${time}  ${line}`);
    if (left > 0) tell(`${time}  and ${pluralize(left, 'more change')}`);
  };
};

/** Notes how a workload does, and returns whether that is worth a line. */
const noteWorkload = (told: Map<string, ToldWorkload>, workload: WorkloadStatus, now: number): boolean => {
  const { ref, state, text, wanted, responsive, rollout } = workload;
  const facts = JSON.stringify([state, wanted, responsive, rollout?.candidate ?? null]);
  const words = text.replace(/\d+(?:\.\d+)?/g, '#');
  const before = told.get(objectKey(ref));
  const isReworded = before !== undefined && before.words !== words && now - before.at >= WORDS_PAUSE_MS;
  const isNews = before?.facts !== facts || isReworded;
  if (isNews) told.set(objectKey(ref), { facts, words, at: now });
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
