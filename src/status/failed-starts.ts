import type { PodContainer } from '../kubernetes/containers/containers.ts';
import { LOST_REASONS, lastTermination } from '../kubernetes/containers/termination-cause.ts';
import type { ContainerTermination } from '../kubernetes/fields/container-status.ts';

/** Runs that are longer are no failed starts: after ten minutes the kubelet forgets its back-off. */
const LONGEST_START_MS = 10 * 60_000;

/** From this restart on also longer runs are part of a loop, if the last one ended lately (as in the check `crash-loops`). */
const LOOP_RESTARTS = 3;
const LONGEST_LOOP_RUN_MS = 60 * 60_000;
const LOOP_WINDOW_MS = 15 * 60_000;

/** How long a container has to hold at least before it counts as up. */
const SHORTEST_HOLD_MS = 30_000;

/**
 * The end of the last run of a container that runs again, where that run failed and this one has not yet held for longer:
 * between two crashes a container looks healthy, so that its error stays until it starts succeeding. Undefined otherwise.
 */
export const sinceFailedEnd = ({ status }: PodContainer, now: number): ContainerTermination | undefined => {
  const { running } = status.state;
  const end = lastTermination(status);
  if (running === undefined || end === undefined || !isFailedStart(end, status.restartCount)) return undefined;
  const ranMs = now - (running.startedAt ?? now);
  const isHolding = status.ready === true && ranMs > holdMs(end);
  return isHolding || isLongAgo(end, now) ? undefined : end;
};

const runMs = ({ startedAt, finishedAt }: ContainerTermination): number =>
  finishedAt === undefined || startedAt === undefined ? 0 : Math.max(0, finishedAt - startedAt);

/** Half as long again as the run before, within limits. */
const holdMs = (end: ContainerTermination): number =>
  Math.min(LONGEST_START_MS, Math.max(SHORTEST_HOLD_MS, 1.5 * runMs(end)));

const isFailedStart = (end: ContainerTermination, restarts: number): boolean => {
  if (LOST_REASONS.has(end.reason ?? '')) return false;
  if (restarts >= LOOP_RESTARTS) return runMs(end) <= LONGEST_LOOP_RUN_MS;
  return end.exitCode !== 0 && runMs(end) <= LONGEST_START_MS;
};

const isLongAgo = ({ finishedAt }: ContainerTermination, now: number): boolean =>
  finishedAt !== undefined && now - finishedAt > LOOP_WINDOW_MS;
