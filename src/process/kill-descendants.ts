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
 * parent. Without /proc it does nothing. It reads synchronously, as other checks may block libuv's pool.
 */
export const killTagged = (tag: string): void => {
  for (let pass = 0; pass < MAX_PASSES; pass += 1) if (!killTaggedOnce(tag)) return;
};

/** Returns whether there was anything to kill. */
const killTaggedOnce = (tag: string): boolean => {
  const wanted = Buffer.from(`${RUN_TAG_VARIABLE}=${tag}`);
  const tagged = listProcessIds().filter((pid) => pid !== process.pid && readEnvironment(pid).includes(wanted));
  for (const pid of tagged) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it ended between the two looks
    }
  }
  return tagged.length > 0;
};

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
