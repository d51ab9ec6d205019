import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';

/** In the environment of a program and of everything that it starts. */
export const EXEC_MARK = 'KAVMON_EXEC_MARK';

/** How long a program may take to tidy up after SIGTERM; the run itself waits little longer. */
const GRACE_MS = 150;

/** Asks the process group of the child to end, and kills what is left of it a moment later. */
export const endGroup = (child: ChildProcess): void => {
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
  child.once('exit', () => clearTimeout(timer));
};

/** Kills the whole group, and what has left it: by the mark, as a daemon has neither its group nor its parent any more. */
export const killAll = async (child: ChildProcess, mark: string): Promise<void> => {
  if (child.pid === undefined) return;
  signalGroup(child, 'SIGKILL');
  // Again, as one that is being killed may just have started another.
  for (let pass = 0; pass < 3; pass += 1) if ((await killMarked(mark)) === 0) return;
};

const signalGroup = ({ pid }: ChildProcess, signal: NodeJS.Signals): void => {
  if (pid !== undefined) kill(-pid, signal);
};

const killMarked = async (mark: string): Promise<number> => {
  const wanted = Buffer.from(`${EXEC_MARK}=${mark}`);
  const names = await readdir('/proc').catch(() => []);
  const killed = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const environment = await readFile(`/proc/${name}/environ`).catch(() => Buffer.alloc(0));
        return environment.includes(wanted) && kill(Number(name), 'SIGKILL');
      }),
  );
  return killed.filter(Boolean).length;
};

/** False when there is nobody. */
const kill = (pid: number, signal: NodeJS.Signals): boolean => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
};
