import type { MessagePort } from 'node:worker_threads';
import type { Registration } from '../check/check.ts';
import type { ThreadOrder } from '../kubernetes/gather/protocol.ts';
import type { ClusterData } from '../kubernetes/rows/cluster-data.ts';
import type { Result } from '../model/result.ts';
import type { ProbeName } from '../probes/index.ts';

/** What checks judge: the gathered views that they use, and the time of the cluster in milliseconds since the epoch. */
export interface CheckInputs {
  readonly views: ClusterData['views'];
  readonly now: number;
}

/** One task of a worker thread: many registrations that run side by side. The index is that of the plan. */
export interface LaneTask extends CheckInputs {
  readonly registrations: readonly (readonly [index: number, registration: Registration])[];
  /** Registrations in flight at once, at most. */
  readonly limit: number;
  readonly port: MessagePort;
  readonly counters: SharedArrayBuffer;
  /** Module of the catalogue; undefined: the built-in one. */
  readonly catalogue: string | undefined;
}

/** Modules that a worker thread loads before its lane is known. */
export interface PreloadTask {
  readonly probes: readonly ProbeName[];
  /** Names of built-in checks. */
  readonly checks: readonly string[];
}

/** The task of a thread that reads a cluster; it says by the port what it has read. */
export interface GatherTask {
  readonly order: ThreadOrder;
  readonly port: MessagePort;
  /** Whether the thread is to judge what it has read. */
  readonly keepsRows: boolean;
}

/** Sent by a worker thread while it runs a lane. Index -1: of no registration. */
export type LaneMessage =
  | { readonly kind: 'finished'; readonly results: readonly (readonly [index: number, result: Result])[] }
  | { readonly kind: 'warning'; readonly index: number; readonly message: string }
  | { readonly kind: 'secret'; readonly text: string };

/** Sent to a thread or process: the run ends, `message` says why. */
export interface CancelMessage {
  readonly kind: 'cancel';
  readonly message: string;
}

/** Milliseconds after the end of a thread or process in which messages that it sent before may still arrive. */
export const LATE_MESSAGES_MS = 50;
