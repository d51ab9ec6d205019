import { readdir, readFile } from 'node:fs/promises';

/** The environment variable that marks a process of a test; its descendants inherit it. */
export const TEST_MARK_VARIABLE = 'TEST_PROCESS_MARK';

type ProcessRow = {
  readonly pid: number;
  readonly command: string;
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
};

/** Running processes of the session or group of `leader`, or with `mark` in their environment, as `PID COMMAND`. */
export const describeProcesses = async (leader: number, mark: string): Promise<string[]> =>
  (await findProcesses(leader, mark)).map((row) => `${row.pid} ${row.command}`);

/** Kills these processes, each by its own id. */
export const killProcesses = async (leader: number, mark: string): Promise<void> => {
  for (const row of await findProcesses(leader, mark)) killProcess(row.pid);
};

/** Ids of the direct children of a process, oldest first. */
export const listChildren = async (pid: number): Promise<number[]> =>
  (await listProcesses())
    .filter((row) => row.parent === pid)
    .map((row) => row.pid)
    .sort((a, b) => a - b);

/** Whether a process runs; a zombie does not. */
export const isAlive = async (pid: number): Promise<boolean> => {
  const row = await readProcess(String(pid));
  return row !== undefined && row.state !== 'Z';
};

const killProcess = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended meanwhile
  }
};

const findProcesses = async (leader: number, mark: string): Promise<ProcessRow[]> => {
  const found: ProcessRow[] = [];
  for (const row of await listProcesses()) {
    if (row.state === 'Z' || row.pid === process.pid) continue;
    if (row.session === leader || row.group === leader || (await hasMark(row.pid, mark))) found.push(row);
  }
  return found;
};

const hasMark = async (pid: number, mark: string): Promise<boolean> => {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.includes(`${TEST_MARK_VARIABLE}=${mark}`);
};

const listProcesses = async (): Promise<ProcessRow[]> => {
  const entries = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const all = await Promise.all(entries.map(readProcess));
  return all.filter((row) => row !== undefined);
};

/** Reads /proc/PID/stat (proc(5)), where the command stands in parentheses and may contain some. */
const readProcess = async (pid: string): Promise<ProcessRow | undefined> => {
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
