import { newMark, sweep } from '../../process/kill-descendants.ts';
import { within } from '../attempt/deadline.ts';
import { forkChild } from './child-process.ts';
import type { Described } from './loaded-module.ts';

/** How long one module may take to load; it may be much code for little CPU. */
const LOAD_MS = 5000;

/** How long a process may take to start. */
const START_MS = 10_000;

/** Processes at once: a module that does not end must not hold up those after it. */
const PROCESSES = 4;

/**
 * What users' modules hold, in the order of the files, read in forked processes so that code that loops, exits or takes
 * all memory harms nobody: it is `broken`, with the cause. Never rejects; all processes are gone when it resolves.
 */
export const describeModules = async (
  files: readonly string[],
  { loadMs = LOAD_MS }: { readonly loadMs?: number } = {},
): Promise<readonly Described[]> => {
  const mark = newMark();
  const found = new Map<string, Described>();
  const queue = files.values();
  const readers: Reader[] = [];
  const start = (): Reader => {
    const child = readerOf(mark);
    readers.push(child);
    return child;
  };
  const reader = async (): Promise<void> => {
    let child: Reader | undefined;
    for (const file of queue) {
      child ??= start();
      const described = await child.read(file, loadMs);
      found.set(file, described);
      // Who knows what a broken one has left there.
      if (described.kind === 'broken') child = undefined;
    }
  };
  await Promise.all(Array.from({ length: Math.min(PROCESSES, Math.ceil(files.length / PER_PROCESS)) }, reader));
  for (const child of readers) child.kill();
  sweep(mark);
  await within(GONE_MS, Promise.all(readers.map(({ gone }) => gone)));
  return files.flatMap((file) => found.get(file) ?? []);
};

/** What was killed has so long to be gone. */
const GONE_MS = 300;

/** So few modules are read by one process sooner than another one starts. */
const PER_PROCESS = 4;

interface Reader {
  /** Kills the process when the limit passes. */
  read(file: string, limitMs: number): Promise<Described>;
  kill(): void;
  readonly gone: Promise<void>;
}

const readerOf = (mark: string): Reader => {
  let settle: (described: Described) => void = () => {};
  let current = '';
  const broken = (cause: string): void => settle({ kind: 'broken', file: current, cause });
  const ready = Promise.withResolvers<void>();
  const child = forkChild(mark, {
    message: (message) => {
      if (message.kind === 'ready') ready.resolve();
      if (message.kind === 'described' || message.kind === 'broken') settle(message);
    },
    lost: (why) => broken(`the process that loaded it was lost: ${why}`),
  });
  const giveUp = (limitMs: number) => (): void => {
    child.kill();
    broken(`it was not loaded within ${limitMs / 1000} s`);
  };
  return {
    read: (file, limitMs) => {
      const { promise, resolve } = Promise.withResolvers<Described>();
      current = file;
      settle = resolve;
      let timer = setTimeout(giveUp(START_MS), START_MS);
      ready.promise.then(() => {
        clearTimeout(timer);
        timer = setTimeout(giveUp(limitMs), limitMs);
        child.send({ kind: 'describe', file });
      });
      return promise.finally(() => clearTimeout(timer));
    },
    kill: child.kill,
    gone: child.gone,
  };
};
