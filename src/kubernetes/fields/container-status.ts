import type { WireContainerState, WireContainerStatus } from '../protobuf/tables/core-v1.ts';
import { internString } from '../rows/intern.ts';
import { nonEmpty, parseTime, toRow, trueOrAbsent } from './wire-fields.ts';

/** What a container does now, or did before its last restart. Times are milliseconds since the epoch. */
export interface ContainerState {
  readonly waiting?: { readonly reason: string; readonly message?: string };
  readonly running?: { readonly startedAt?: number };
  readonly terminated?: ContainerTermination;
}

export interface ContainerTermination {
  readonly exitCode: number;
  readonly signal?: number;
  readonly reason?: string;
  /** What the container wrote to its `terminationMessagePath`. */
  readonly message?: string;
  readonly startedAt?: number;
  readonly finishedAt?: number;
}

/** The status of a container, by its kubelet. */
export interface ContainerStatus {
  readonly name: string;
  /** As the node names the image: it may be another tag of the same content. */
  readonly image: string;
  /** With the digest; absent until the image was pulled. */
  readonly imageID?: string;
  readonly ready?: true;
  readonly started?: true;
  readonly restartCount: number;
  readonly state: ContainerState;
  readonly lastState?: ContainerState;
}

const NO_STATE: ContainerState = Object.freeze({});

const projectTermination = (from: NonNullable<WireContainerState['terminated']>): ContainerTermination =>
  toRow<ContainerTermination>({
    exitCode: from.exitCode,
    signal: from.signal || undefined,
    reason: internString(from.reason),
    message: nonEmpty(from.message),
    startedAt: parseTime(from.startedAt),
    finishedAt: parseTime(from.finishedAt),
  });

const projectState = (from: WireContainerState | undefined): ContainerState => {
  if (from?.running)
    return { running: toRow<{ startedAt?: number }>({ startedAt: parseTime(from.running.startedAt) }) };
  if (from?.terminated) return { terminated: projectTermination(from.terminated) };
  if (!from?.waiting) return NO_STATE;
  const { reason, message } = from.waiting;
  return {
    waiting: toRow<{ reason: string; message?: string }>({
      reason: internString(reason) ?? '',
      message: nonEmpty(message),
    }),
  };
};

/** Projects the status of a container. */
export const projectContainerStatus = (from: WireContainerStatus): ContainerStatus => {
  const last = projectState(from.lastState);
  return toRow<ContainerStatus>({
    name: internString(from.name) ?? '',
    image: internString(from.image) ?? '',
    imageID: internString(from.imageID),
    ready: trueOrAbsent(from.ready),
    started: trueOrAbsent(from.started),
    restartCount: from.restartCount ?? 0,
    state: projectState(from.state),
    lastState: last === NO_STATE ? undefined : last,
  });
};
