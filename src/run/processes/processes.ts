import { setTimeout as sleep } from 'node:timers/promises';
import type { Gathered } from '../../kubernetes/rows/cluster-data.ts';
import { sweep } from '../../process/kill-descendants.ts';
import { within } from '../attempt/deadline.ts';
import { type Crew, materialFor } from '../executor.ts';
import type { Board } from '../result-collector.ts';
import { type Host, startHost } from './process-worker.ts';

/** Processes at once: users' checks run one at a time in each, so this bounds how many wait side by side. */
const PROCESSES = 16;

const LOOK_MS = 50;

/** A check that takes longer waits for something: then others may run beside it at little cost. */
const WAITING_MS = 100;

/** How long what a check left behind is listened to, for the sake of a warning. */
const LINGER_MS = 200;

export interface ProcessSettings {
  readonly gathered: Gathered;
  /** Processes to begin with; more come when these do not get on. */
  readonly cpus: number;
  readonly mark: string;
}

/** Runs these registrations of users' modules in forked processes; their results go to the board. Returns at once. */
export const startProcesses = (indices: readonly number[], board: Board, settings: ProcessSettings): Crew => {
  const queue = [...indices];
  const hosts = new Set<Host>();
  const lingering = new Set<Host>();
  const add = (): void => {
    const host = startHost({
      board,
      mark: settings.mark,
      next: () => queue.shift(),
      material: (index) => materialFor([board.registration(index)], settings.gathered),
      leave: (linger) => {
        hosts.delete(host);
        if (linger) lingering.add(host);
        else host.kill();
        if (queue.length > 0) add();
      },
    });
    hosts.add(host);
  };
  const grow = (count: number): void => {
    for (let n = Math.min(count, PROCESSES - hosts.size, queue.length); n > 0; n--) add();
  };
  grow(settings.cpus);
  const timer = setInterval(() => {
    for (const host of hosts) host.look();
    if ([...hosts].every((host) => host.busyFor() > WAITING_MS)) grow(hosts.size);
  }, LOOK_MS);
  return {
    cancel: (message) => {
      queue.length = 0;
      for (const host of hosts) host.cancel(message);
    },
    stop: async (ms) => {
      clearInterval(timer);
      if (lingering.size > 0) await sleep(LINGER_MS);
      const all = [...hosts, ...lingering];
      for (const host of all) host.kill();
      sweep(settings.mark);
      await within(ms, Promise.all(all.map((host) => host.gone)));
      return false;
    },
  };
};
