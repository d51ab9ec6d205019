import { type PhaseName, phaseNames } from '../../model/phase.ts';

/** Numbers in shared memory: what a worker thread writes, the main thread can read even when the worker is blocked. */
export interface SharedCounters {
  readonly buffer: SharedArrayBuffer;
  /** Counts one turn of the worker's event loop. */
  addHeartbeat(): void;
  heartbeats(): number;
  /** Notes the registration whose code runs now, -1 for none. */
  setRunning(index: number): void;
  running(): number;
  /** Notes that a registration has started. */
  start(index: number): void;
  hasStarted(index: number): boolean;
  enterPhase(index: number, phase: PhaseName): void;
  /** The phase that a registration entered last, `run` before the first. */
  reachedPhase(index: number): PhaseName;
}

const HEARTBEAT_CELL = 0;
const RUNNING_CELL = 1;
/** One cell for each registration: zero until it starts, then the number of the phase that it reached. */
const FIRST_PHASE_CELL = 2;
const STARTED = 1;
const FIRST_PHASE = 2;

/** Counters over a new buffer for so many registrations, or over the buffer that came from another thread. */
export const openCounters = (source: number | SharedArrayBuffer): SharedCounters => {
  const buffer =
    typeof source === 'number'
      ? new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * (FIRST_PHASE_CELL + source))
      : source;
  const cells = new Int32Array(buffer);
  return {
    buffer,
    addHeartbeat: () => void Atomics.add(cells, HEARTBEAT_CELL, 1),
    heartbeats: () => Atomics.load(cells, HEARTBEAT_CELL),
    setRunning: (index) => void Atomics.store(cells, RUNNING_CELL, index + 1),
    running: () => Atomics.load(cells, RUNNING_CELL) - 1,
    start: (index) => void Atomics.store(cells, FIRST_PHASE_CELL + index, STARTED),
    hasStarted: (index) => Atomics.load(cells, FIRST_PHASE_CELL + index) >= STARTED,
    enterPhase: (index, phase) =>
      void Atomics.store(cells, FIRST_PHASE_CELL + index, phaseNames.indexOf(phase) + FIRST_PHASE),
    reachedPhase: (index) => phaseNames[Atomics.load(cells, FIRST_PHASE_CELL + index) - FIRST_PHASE] ?? 'run',
  };
};
