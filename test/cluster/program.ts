import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { ReportProgress } from '../cache/lock.ts';
import { execFileAsync } from '../support/exec-file.ts';
import { withTimeLimit } from './wait-for.ts';

/** A daemon of the cluster, in its own process group, with its output in a file. */
export type ClusterDaemon = {
  readonly name: string;
  readonly pid: number;
  readonly log: string;
  /** Undefined while it runs, then how it ended and its last lines of output. */
  readonly ended: () => string | undefined;
  /** Sends SIGTERM, five seconds later SIGKILL, and returns when it has ended. */
  readonly stop: () => Promise<void>;
};

export type ProgramOptions = {
  readonly name: string;
  readonly command: string;
  readonly args?: readonly string[];
  readonly logs: string;
  readonly env?: Readonly<Record<string, string>>;
};

const STOP_GRACE_MS = 5_000;

/** Starts a daemon. The kernel kills it when this process ends (`PR_SET_PDEATHSIG`, prctl(2)). */
export const startProgram = ({ name, command, args = [], logs, env = {} }: ProgramOptions): ClusterDaemon => {
  const log = join(logs, `${name}.log`);
  const file = openSync(log, 'a');
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', command, ...args], {
    detached: true,
    stdio: ['ignore', file, file],
    env: { ...process.env, ...env },
  });
  closeSync(file);
  let ending: string | undefined;
  const ended = new Promise<void>((resolve) => {
    const end = (how: string) => {
      ending ??= `${name} ended (${how}): ${lastLogLines(log)}`;
      resolve();
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(signal ?? `exit ${code}`));
  });
  const pid = child.pid ?? 0;
  return { name, pid, log, ended: () => ending, stop: () => stopGroup(child, ended) };
};

const stopGroup = async (child: ChildProcess, ended: Promise<void>): Promise<void> => {
  signalProcessGroup(child.pid, 'SIGTERM');
  await withTimeLimit(ended, STOP_GRACE_MS).catch(() => undefined);
  // Other processes of the group may outlive the leader.
  signalProcessGroup(child.pid, 'SIGKILL');
  await withTimeLimit(ended, STOP_GRACE_MS);
};

const signalProcessGroup = (pid: number | undefined, signal: NodeJS.Signals): void => {
  if (!pid) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has no process any more.
  }
};

const lastLogLines = (log: string): string => readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n');

/**
 * Runs a command to its end and returns its standard output.
 * @throws Error with the command and its standard error when it fails or takes longer than `seconds`.
 */
export const runTool = async (line: readonly string[], seconds = 30): Promise<string> => {
  const [program = '', ...args] = line;
  try {
    const { stdout } = await execFileAsync(program, args, { timeout: seconds * 1000, maxBuffer: 16 << 20 });
    return stdout;
  } catch (error) {
    const { message, stderr } = error as Error & { stderr?: string };
    throw new Error(`${line.slice(0, 6).join(' ')}: ${stderr?.trim() || message}`, { cause: error });
  }
};

/** How long a command of {@link runLongTool} may print nothing. */
const MAX_SILENCE_SECONDS = 600;

/**
 * Runs a command without a limit on its time, and returns its standard output. It is killed when it prints nothing for
 * `silenceSeconds`. Each line of its standard output and error is reported as progress.
 * @throws Error with the command and the last lines of its standard error.
 */
export const runLongTool = async (
  line: readonly string[],
  progress: ReportProgress = () => {},
  silenceSeconds = MAX_SILENCE_SECONDS,
): Promise<string> => {
  const [program = '', ...args] = line;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const silence = setTimeout(() => child.kill('SIGKILL'), silenceSeconds * 1000);
  const collect = (stream: Readable): string[] => {
    const lines: string[] = [];
    createInterface(stream).on('line', (text) => {
      silence.refresh();
      lines.push(text);
      progress(text);
    });
    return lines;
  };
  const [output, errors] = [collect(child.stdout), collect(child.stderr)];
  try {
    const [code, signal] = await once(child, 'close');
    if (code === 0) return output.join('\n');
    throw new Error(errors.slice(-5).join('\n') || `ended with ${signal ?? code}`);
  } catch (error) {
    throw new Error(`${line.slice(0, 6).join(' ')}: ${(error as Error).message}`, { cause: error });
  } finally {
    clearTimeout(silence);
  }
};
