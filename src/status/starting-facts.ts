import type { EventRow } from '../kubernetes/views/events.ts';
import { formatDuration } from '../text/duration-text.ts';

/** From this size on an image alone may make a start long, in bytes. */
const LARGE_IMAGE_BYTES = 5e9;

const PULLED =
  /^Successfully pulled image "([^"]+)" in (\S+)(?: \((\S+) including waiting\))?(?:\. Image size: (\d+) bytes)?/;
const PULLING = /^Pulling image "([^"]+)"/;

/** Reasons of events about a pod that tell what its start waits for; what the scheduler says stands in the pod's condition. */
const HINDERED =
  /^(?:Failed(?!Scheduling)\w*|NetworkNotReady|Unhealthy|ProbeError|BackOff|NotTriggerScaleUp|TriggeredScaleUp)$/;

/**
 * Why a replica is long in its start, by the events about it: the size of its images and the time of their pull, a pull that
 * is not done, and what the scheduler, the kubelet or a probe complained of last.
 */
export const startingFacts = (events: readonly EventRow[], now: number): readonly string[] => {
  const ordered = events.toSorted((one, other) => (one.lastAt ?? 0) - (other.lastAt ?? 0));
  const pulls = ordered.flatMap((event) => pullFact(event, ordered, now) ?? []);
  const complaint = ordered.findLast(({ reason }) => HINDERED.test(reason));
  return [...new Set([...pulls, ...(complaint === undefined ? [] : [eventFact(complaint, now)])])];
};

const pullFact = (event: EventRow, all: readonly EventRow[], now: number): string | undefined => {
  const done = PULLED.exec(event.message);
  if (done !== null) return pulledFact(done);
  const image = event.reason === 'Pulling' ? PULLING.exec(event.message)?.[1] : undefined;
  if (image === undefined) return undefined;
  const { lastAt = now } = event;
  const isOver = all.some(
    ({ message, reason, lastAt: at = 0 }) => at >= lastAt && reason !== 'Pulling' && message.includes(`"${image}"`),
  );
  return isOver ? undefined : `image ${image} is being pulled for ${formatDuration(Math.max(0, now - lastAt))}`;
};

const pulledFact = ([, image = '', time = '', whole, bytes]: RegExpExecArray): string => {
  const size = bytes === undefined ? '' : ` (${sizeText(Number(bytes))})`;
  const queue = whole === undefined || whole === time ? '' : `, ${whole} with the wait for other pulls`;
  return `image ${image}${size} was pulled in ${time}${queue}`;
};

const sizeText = (bytes: number): string => {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1000)} kB`;
  if (bytes < 1e9) return `${Math.round(bytes / 1e6)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB${bytes > LARGE_IMAGE_BYTES ? ', large' : ''}`;
};

/** An event in one line: `FailedMount 54s ago, 17 times: ...`. */
export const eventFact = ({ reason, message, lastAt, count }: EventRow, now: number): string => {
  const when = lastAt === undefined ? '' : ` ${formatDuration(Math.max(0, now - lastAt))} ago`;
  const often = count > 1 ? `, ${count} times` : '';
  return `${reason}${when}${often}: ${message.trim()}`;
};
