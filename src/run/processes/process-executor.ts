import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterData } from '../../kubernetes/rows/cluster-data.ts';
import { killTagged } from '../../process/kill-descendants.ts';
import { resolveWithin } from '../attempt/deadline.ts';
import { type Executor, selectInputs } from '../executor.ts';
import type { ResultCollector } from '../result-collector.ts';
import { type ProcessWorker, startProcessWorker } from './process-worker.ts';

/** Processes at once. Each runs one user's check at a time, so this is also how many can wait at once. */
const MAX_PROCESSES = 16;

const POLL_MS = 50;

/** A check that has run longer is taken to wait for something, so that another can run beside it at little cost. */
const WAITING_MS = 100;

/** How long a process in which a check left something open is kept, for the warnings it may still send. */
const LINGER_MS = 200;

export interface ProcessSettings {
  readonly gathered: ClusterData;
  /** Processes to begin with; more start when all of these wait. */
  readonly cpus: number;
  /** Of all processes of this run, by which they are killed at its end. */
  readonly runTag: string;
}

/** Runs these registrations of users' checks in child processes; their results go to the collector. Returns at once. */
export const startProcesses = (
  indices: readonly number[],
  collector: ResultCollector,
  settings: ProcessSettings,
): Executor => {
  const queue = [...indices];
  const workers = new Set<ProcessWorker>();
  const lingering = new Set<ProcessWorker>();
  const addWorker = (): void => {
    const worker = startProcessWorker({
      collector,
      runTag: settings.runTag,
      next: () => queue.shift(),
      inputs: (index) => selectInputs([collector.registration(index)], settings.gathered),
      onRetired: (mayWarn) => {
        workers.delete(worker);
        if (mayWarn) lingering.add(worker);
        else worker.kill();
        if (queue.length > 0) addWorker();
      },
    });
    workers.add(worker);
  };
  const grow = (count: number): void => {
    for (let n = Math.min(count, MAX_PROCESSES - workers.size, queue.length); n > 0; n--) addWorker();
  };
  grow(settings.cpus);
  const timer = setInterval(() => {
    for (const worker of workers) worker.enforceLimits();
    if ([...workers].every((worker) => worker.busyMs() > WAITING_MS)) grow(workers.size);
  }, POLL_MS);
  return {
    cancel: (message) => {
      queue.length = 0;
      for (const worker of workers) worker.cancel(message);
    },
    stop: async (ms) => {
      clearInterval(timer);
      if (lingering.size > 0) await sleep(LINGER_MS);
      const all = [...workers, ...lingering];
      for (const worker of all) worker.kill();
      killTagged(settings.runTag);
      await resolveWithin(ms, Promise.all(all.map((worker) => worker.exited)));
      return false;
    },
  };
};
