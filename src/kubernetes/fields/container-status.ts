import type { V1ContainerState, V1ContainerStatus } from '@kubernetes/client-node';
import { text } from '../rows/intern.ts';
import { filled, flag, row, time, type Wire } from './wire-fields.ts';

/** What a container does now, or did last. */
export interface ContainerState {
  readonly waiting?: { readonly reason: string; readonly message?: string };
  readonly running?: { readonly startedAt?: number };
  readonly terminated?: Termination;
}

export interface Termination {
  readonly exitCode: number;
  readonly signal?: number;
  readonly reason?: string;
  /** The container's own last words (`terminationMessagePath`), if it left any. */
  readonly message?: string;
  readonly startedAt?: number;
  readonly finishedAt?: number;
}

/** A container as its kubelet reports it. */
export interface ContainerStatus {
  readonly name: string;
  /** As the node names the content; another tag of the same content is possible. */
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

const termination = (from: NonNullable<Wire<V1ContainerState>['terminated']>): Termination =>
  row<Termination>({
    exitCode: from.exitCode,
    signal: from.signal || undefined,
    reason: text(from.reason),
    message: filled(from.message),
    startedAt: time(from.startedAt),
    finishedAt: time(from.finishedAt),
  });

const state = (from: Wire<V1ContainerState> | undefined): ContainerState => {
  if (from?.running) return { running: row<{ startedAt?: number }>({ startedAt: time(from.running.startedAt) }) };
  if (from?.terminated) return { terminated: termination(from.terminated) };
  if (!from?.waiting) return NO_STATE;
  const { reason, message } = from.waiting;
  return {
    waiting: row<{ reason: string; message?: string }>({ reason: text(reason) ?? '', message: filled(message) }),
  };
};

/** A container's status, reduced. */
export const containerStatus = (from: Wire<V1ContainerStatus>): ContainerStatus => {
  const last = state(from.lastState);
  return row<ContainerStatus>({
    name: text(from.name) ?? '',
    image: text(from.image) ?? '',
    imageID: text(from.imageID),
    ready: flag(from.ready),
    started: flag(from.started),
    restartCount: from.restartCount ?? 0,
    state: state(from.state),
    lastState: last === NO_STATE ? undefined : last,
  });
};
