import { readdir, readFile } from 'node:fs/promises';

/** The environment variable that marks a process of a test; its descendants inherit it. */
export const MARKER = 'TEST_PROCESS_MARK';

type Row = {
  readonly pid: number;
  readonly command: string;
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
};

/** Running processes of the session or group of `leader`, or with `mark` in their environment, as `PID COMMAND`. */
export const processesOf = async (leader: number, mark: string): Promise<string[]> =>
  (await belonging(leader, mark)).map((row) => `${row.pid} ${row.command}`);

/** Kills these processes, each by its own id. */
export const endAll = async (leader: number, mark: string): Promise<void> => {
  for (const row of await belonging(leader, mark)) endOne(row.pid);
};

/** Ids of the direct children of a process, oldest first. */
export const childrenOf = async (pid: number): Promise<number[]> =>
  (await rows())
    .filter((row) => row.parent === pid)
    .map((row) => row.pid)
    .sort((a, b) => a - b);

/** Whether a process runs; a zombie does not. */
export const isAlive = async (pid: number): Promise<boolean> => {
  const row = await rowOf(String(pid));
  return row !== undefined && row.state !== 'Z';
};

const endOne = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended meanwhile
  }
};

const belonging = async (leader: number, mark: string): Promise<Row[]> => {
  const found: Row[] = [];
  for (const row of await rows()) {
    if (row.state === 'Z' || row.pid === process.pid) continue;
    if (row.session === leader || row.group === leader || (await carries(row.pid, mark))) found.push(row);
  }
  return found;
};

const carries = async (pid: number, mark: string): Promise<boolean> => {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.includes(`${MARKER}=${mark}`);
};

const rows = async (): Promise<Row[]> => {
  const entries = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const all = await Promise.all(entries.map(rowOf));
  return all.filter((row) => row !== undefined);
};

/** Reads /proc/PID/stat (proc(5)), where the command stands in parentheses and may contain some. */
const rowOf = async (pid: string): Promise<Row | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  const close = stat.lastIndexOf(')');
  const [state = '', parent, group, session] = stat.slice(close + 2).split(' ');
  return {
    pid: Number(pid),
    command: stat.slice(stat.indexOf('(') + 1, close),
    state,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
  };
};
