import type { MessagePort } from 'node:worker_threads';
import type { Registration } from '../check/check.ts';
import type { Gathered } from '../kubernetes/rows/cluster-data.ts';
import { type PhaseName, phaseNames } from '../model/phase.ts';
import type { Result } from '../model/result.ts';
import type { ProbeName } from '../probes/index.ts';

/** What goes to a thread or a process beside the registrations: only the views that these need. */
export interface Material {
  readonly views: Gathered['views'];
  readonly now: number;
}

/** One task of a thread: many registrations that wait side by side. The index is that of the plan. */
export interface Lane extends Material {
  readonly registrations: readonly (readonly [index: number, registration: Registration])[];
  /** Registrations in flight at once, at most. */
  readonly limit: number;
  readonly port: MessagePort;
  readonly gauges: SharedArrayBuffer;
  /** Module of the catalogue; undefined: the built-in one. */
  readonly catalogue: string | undefined;
}

/** What a thread is to load before anything is known of a lane. */
export interface Preparation {
  readonly probes: readonly ProbeName[];
  /** Names of built-in checks. */
  readonly checks: readonly string[];
}

/** What a thread says while it works. Index -1: of no registration. */
export type FromLane =
  | { readonly kind: 'started'; readonly index: number }
  | { readonly kind: 'finished'; readonly index: number; readonly result: Result }
  | { readonly kind: 'warning'; readonly index: number; readonly message: string };

/** What a thread or process is told while it works: the run ends. */
export interface Cancel {
  readonly kind: 'cancel';
  readonly message: string;
}

/** Numbers that a thread leaves where another one can read them although it is blocked. */
export interface Gauges {
  readonly buffer: SharedArrayBuffer;
  /** Turned by the thread's event loop. */
  beat(): void;
  beats(): number;
  /** The registration whose code runs now, -1 for none. */
  run(index: number): void;
  running(): number;
  enter(index: number, phase: PhaseName): void;
  /** The phase that a registration entered last, `run` before the first. */
  reached(index: number): PhaseName;
}

const BEAT = 0;
const RUNNING = 1;
const PHASES = 2;

/** Gauges over a new buffer for so many registrations, or over one that came from another thread. */
export const gaugesOf = (source: number | SharedArrayBuffer): Gauges => {
  const buffer = typeof source === 'number' ? new SharedArrayBuffer(4 * (PHASES + source)) : source;
  const cells = new Int32Array(buffer);
  return {
    buffer,
    beat: () => void Atomics.add(cells, BEAT, 1),
    beats: () => Atomics.load(cells, BEAT),
    run: (index) => void Atomics.store(cells, RUNNING, index + 1),
    running: () => Atomics.load(cells, RUNNING) - 1,
    enter: (index, phase) => void Atomics.store(cells, PHASES + index, phaseNames.indexOf(phase) + 1),
    reached: (index) => phaseNames[Atomics.load(cells, PHASES + index) - 1] ?? 'run',
  };
};
