import pLimit from 'p-limit';
import { createRunTag, killTagged } from '../../process/kill-descendants.ts';
import { resolveWithin } from '../attempt/deadline.ts';
import { forkChild } from './child-process.ts';
import type { LoadedModule } from './module-data.ts';

/** How long one module may take to load: it may be much code on little CPU. */
const LOAD_LIMIT_MS = 5000;

/** How long a process may take to start. */
const START_LIMIT_MS = 10_000;

/** Processes at once, so that a module that does not end does not hold up the others. */
const MAX_READERS = 4;

/** Modules that one process reads sooner than a second process starts. */
const MODULES_PER_READER = 4;

/** How long killed processes may take to exit. */
const STOP_LIMIT_MS = 300;

export interface DescribeOptions {
  readonly loadMs?: number;
  /** Ends all processes; what was not read by then is `broken`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The metadata of users' modules, in the order of the files. They are read in child processes, so that code that loops,
 * exits or takes all memory only makes its own module `broken`, with the cause. Never rejects; when it resolves, all
 * processes have exited.
 */
export const describeModules = async (
  files: readonly string[],
  { loadMs = LOAD_LIMIT_MS, signal }: DescribeOptions = {},
): Promise<readonly LoadedModule[]> => {
  const runTag = createRunTag();
  const readers: ModuleReader[] = [];
  const idle: ModuleReader[] = [];
  const addReader = (): ModuleReader => {
    const reader = startReader(runTag);
    readers.push(reader);
    return reader;
  };
  const killAll = (): void => {
    for (const reader of readers) reader.kill();
    killTagged(runTag);
  };
  signal?.addEventListener('abort', killAll, { once: true });
  const readOne = async (file: string): Promise<LoadedModule> => {
    if (signal?.aborted) return { kind: 'broken', file, problems: [`${file}: the run ended before it was loaded`] };
    const reader = idle.pop() ?? addReader();
    const module = await reader.read(file, loadMs);
    // A broken module may have left anything behind in its process.
    if (module.kind === 'described') idle.push(reader);
    return module;
  };
  const wanted = Math.min(MAX_READERS, Math.ceil(files.length / MODULES_PER_READER));
  const modules = await pLimit(Math.max(1, wanted)).map(files, readOne);
  signal?.removeEventListener('abort', killAll);
  killAll();
  await resolveWithin(STOP_LIMIT_MS, Promise.all(readers.map(({ exited }) => exited)));
  return modules;
};

interface ModuleReader {
  /** Reads one module at a time; kills the process when the limit passes. */
  read(file: string, limitMs: number): Promise<LoadedModule>;
  kill(): void;
  readonly exited: Promise<void>;
}

const startReader = (runTag: string): ModuleReader => {
  let settle: (module: LoadedModule) => void = () => {};
  let current = '';
  const broken = (cause: string): void => settle({ kind: 'broken', file: current, problems: [`${current}: ${cause}`] });
  const ready = Promise.withResolvers<void>();
  const child = forkChild(runTag, {
    message: (message) => {
      if (message.kind === 'ready') ready.resolve();
      // The name of the file is the one that was asked for.
      if (message.kind === 'described' || message.kind === 'broken') settle({ ...message, file: current });
    },
    lost: (why) => broken(`the process that loaded it was lost: ${why}`),
  });
  const giveUp = (limitMs: number) => (): void => {
    child.kill();
    broken(`it was not loaded within ${limitMs / 1000} s`);
  };
  return {
    read: (file, limitMs) => {
      const { promise, resolve } = Promise.withResolvers<LoadedModule>();
      current = file;
      settle = resolve;
      let timer = setTimeout(giveUp(START_LIMIT_MS), START_LIMIT_MS);
      ready.promise.then(() => {
        clearTimeout(timer);
        timer = setTimeout(giveUp(limitMs), limitMs);
        child.send({ kind: 'describe', file });
      });
      return promise.finally(() => clearTimeout(timer));
    },
    kill: child.kill,
    exited: child.exited,
  };
};
