/** One reason of the scheduler why nodes do not fit a pod. */
export interface SchedulerRefusal {
  readonly kind: RefusalKind;
  readonly text: string;
  /** How many nodes; absent when the reason is about the pod as a whole. */
  readonly nodes?: number;
  /** With the kind `resource`: `cpu`, `nvidia.com/gpu`. */
  readonly resource?: string;
}

export type RefusalKind =
  | 'resource'
  | 'pods'
  | 'taint'
  | 'selector'
  | 'pod_affinity'
  | 'spread'
  | 'cordoned'
  | 'port'
  | 'volume'
  | 'other';

const INSUFFICIENT_RESOURCE = /^Insufficient (\S+)/;

const REFUSAL_KINDS: readonly (readonly [RefusalKind, RegExp])[] = [
  ['volume', /persistent ?volume|volume node affinity|volume zone|volume count|volume limits|binding volumes/i],
  ['resource', INSUFFICIENT_RESOURCE],
  ['pods', /^Too many pods/i],
  ['taint', /\btaint/],
  ['pod_affinity', /pod (?:anti-)?affinity|anti-affinity rules/i],
  ['selector', /node affinity|selector/i],
  ['spread', /topology spread/i],
  ['cordoned', /were unschedulable/],
  ['port', /free ports/],
];

/**
 * Parses the message of the PodScheduled condition, `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) ...`,
 * without its part on preemption. Empty when it has no reasons.
 */
export const parseRefusals = (message: string): readonly SchedulerRefusal[] => {
  const reasons = message.replace(/^\d+\/\d+ nodes are available: /, '').split(/\.(?:\s|$)/)[0] ?? '';
  return reasons
    .split(/, (?=\d+ )/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseRefusal);
};

/** The message without its part on preemption, which repeats the reasons. */
export const schedulerSummary = (message: string): string =>
  message.split(/\.(?:\s+(?:no new claims|preemption|not found)|\s*$)/)[0] ?? message;

const parseRefusal = (part: string): SchedulerRefusal => {
  const counts = /^(\d+) (.+)$/s.exec(part);
  const text = counts?.[2] ?? part;
  const kind = REFUSAL_KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other';
  const resource = INSUFFICIENT_RESOURCE.exec(text)?.[1];
  return {
    kind,
    text,
    ...(counts === null ? {} : { nodes: Number(counts[1]) }),
    ...(resource === undefined ? {} : { resource }),
  };
};
