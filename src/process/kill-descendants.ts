import { readdirSync, readFileSync } from 'node:fs';

/** The environment variable by which what a run has started is known, and what that has started in turn. */
export const RUN_TAG_VARIABLE = 'KAVMON_RUN_MARK';

/** The beginning of all tags of this thread, set with the first one. */
let ownTagPrefix: string | undefined;

/** A new tag. It begins with the tag of this thread, if it has one, so that killing what carries that one includes this one. */
export const createRunTag = (): string => {
  // Loaded here: every start would pay 3 ms for it, and most start nothing.
  const { randomUUID } = process.getBuiltinModule('node:crypto');
  ownTagPrefix ??= [process.env[RUN_TAG_VARIABLE], randomUUID()].filter((part) => part !== undefined).join('.');
  return `${ownTagPrefix}.${randomUUID()}`;
};

/** Kills all that this process has started under a tag. */
export const killAllTagged = (): void => {
  if (ownTagPrefix !== undefined) killTagged(ownTagPrefix);
};

/** Passes over /proc while there is something to kill, as a process may fork between the reading and its end. */
const MAX_PASSES = 3;

/**
 * Kills every process that carries this tag, or one that begins with it, also outside of its process group and without its
 * parent; and what descends from these without a tag. Without /proc it does nothing. It reads synchronously, as other checks
 * may block libuv's pool.
 */
export const killTagged = (tag: string): void => {
  for (let pass = 0; pass < MAX_PASSES; pass += 1) if (!killTaggedOnce(tag)) return;
};

/** Returns whether there was anything to kill. */
const killTaggedOnce = (tag: string): boolean => {
  const tagged = listProcessIds().filter((pid) => pid !== process.pid && carriesTag(pid, tag));
  killEach(new Set(tagged.flatMap((pid) => [pid, ...listDescendants(pid)])));
  return tagged.length > 0;
};

/**
 * Kills a process and what descends from it, whatever session or environment that has taken. Before the parent is dead: an
 * orphan belongs to process 1.
 */
export const killWithDescendants = (pid: number): void => killEach([pid, ...listDescendants(pid)]);

/** Kills what descends from a process and has dropped this tag: `killTagged` would not find it once its parent is dead. */
export const killUntaggedDescendants = (pid: number, tag: string): void =>
  killEach(listDescendants(pid).filter((one) => !carriesTag(one, tag)));

const killEach = (pids: Iterable<number>): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it ended between the two looks
    }
  }
};

/** All that descend from a process, nearest first. Not by reading all of /proc: a node has thousands of processes. */
const listDescendants = (pid: number): readonly number[] => {
  const found = new Set([pid]);
  for (const one of found) for (const child of listChildren(one)) found.add(child);
  found.delete(pid);
  return [...found];
};

/** The children of all threads of a process (proc(5), `/proc/pid/task/tid/children`). */
const listChildren = (pid: number): number[] => {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
};

const carriesTag = (pid: number, tag: string): boolean =>
  readEnvironment(pid).includes(Buffer.from(`${RUN_TAG_VARIABLE}=${tag}`));

const listProcessIds = (): number[] => {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
};

const readEnvironment = (pid: number): Buffer => {
  try {
    return readFileSync(`/proc/${pid}/environ`);
  } catch {
    return Buffer.alloc(0);
  }
};
