import { readdirSync, readFileSync } from 'node:fs';

/** The environment variable by which what a run has started is known, and what that has started in turn. */
export const MARK = 'KAVMON_RUN_MARK';

/** What all marks of this process begin with, as soon as there is one. */
let own: string | undefined;

/** A mark for what starts now. */
export const newMark = (): string => {
  // Loaded here: every start would pay 3 ms for it, and most start nothing.
  const { randomUUID } = process.getBuiltinModule('node:crypto');
  own ??= randomUUID();
  return `${own}.${randomUUID()}`;
};

/** Kills all that this process has started under a mark. */
export const sweepAll = (): void => {
  if (own !== undefined) sweep(own);
};

/**
 * Kills every process that carries this mark, or one that begins so, also those that left their process group or lost their
 * parent. Where there is no /proc it does nothing.
 */
export const sweep = (mark: string): void => {
  const wanted = Buffer.from(`${MARK}=${mark}`);
  for (const pid of processes()) {
    if (pid === process.pid || !environmentOf(pid).includes(wanted)) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it ended between the two looks
    }
  }
};

const processes = (): number[] => {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
};

const environmentOf = (pid: number): Buffer => {
  try {
    return readFileSync(`/proc/${pid}/environ`);
  } catch {
    return Buffer.alloc(0);
  }
};
