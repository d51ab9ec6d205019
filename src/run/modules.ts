import { randomUUID } from 'node:crypto';
import type { Described } from './describe.ts';
import { forkChild } from './forked.ts';

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
  const mark = randomUUID();
  const found = new Map<string, Described>();
  const queue = files.values();
  const reader = async (): Promise<void> => {
    let child: Reader | undefined;
    for (const file of queue) {
      child ??= readerOf(mark);
      const described = await child.read(file, loadMs);
      found.set(file, described);
      if (described.kind === 'broken') child = child.end();
    }
    child?.end();
  };
  await Promise.all(Array.from({ length: Math.min(PROCESSES, Math.ceil(files.length / PER_PROCESS)) }, reader));
  return files.flatMap((file) => found.get(file) ?? []);
};

/** So few modules are read by one process sooner than another one starts. */
const PER_PROCESS = 4;

interface Reader {
  read(file: string, limitMs: number): Promise<Described>;
  end(): undefined;
}

const readerOf = (mark: string): Reader => {
  let settle: (described: Described) => void = () => {};
  let current = '';
  const broken = (cause: string): void => settle({ kind: 'broken', file: current, cause });
  const ready = Promise.withResolvers<void>();
  let startMs = START_MS;
  ready.promise.then(() => {
    startMs = 0;
  });
  const child = forkChild(mark, {
    message: (message) => {
      if (message.kind === 'ready') ready.resolve();
      if (message.kind === 'described' || message.kind === 'broken') settle(message);
    },
    lost: (why) => {
      broken(`the process that loaded it was lost: ${why}`);
      ready.resolve();
    },
  });
  return {
    read: async (file, limitMs) => {
      const { promise, resolve } = Promise.withResolvers<Described>();
      current = file;
      settle = resolve;
      const timer = setTimeout(() => broken(`it was not loaded within ${limitMs / 1000} s`), startMs + limitMs);
      ready.promise.then(() => child.send({ kind: 'describe', file }));
      return promise.finally(() => clearTimeout(timer));
    },
    end: () => {
      child.kill();
      return undefined;
    },
  };
};
