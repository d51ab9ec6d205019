import { type ChildProcess, spawn } from 'node:child_process';
import { childrenOf } from './processes.ts';

export type Daemon = {
  readonly pid: number;
  /** Everything it has printed. */
  readonly output: () => string;
  readonly isRunning: () => boolean;
  /** Stops it and its children in their tracks (SIGSTOP): the kernel still accepts connections, nobody answers. */
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  /** Sends the polite signal, after five seconds SIGKILL; resolves when it has ended. */
  readonly stop: () => Promise<void>;
};

export type DaemonOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What it is asked to end with. Default SIGTERM. */
  readonly ending?: NodeJS.Signals;
  /** Run as this user: for servers that refuse root. */
  readonly user?: number;
};

const PATIENCE_MS = 5_000;

/** Starts a long-running program. The kernel ends it when this process dies, however it dies. */
export const startDaemon = (command: string, args: readonly string[], options: DaemonOptions = {}): Daemon => {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...asUser(options.user), '--', command, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.stderr.on('data', (part: Buffer) => parts.push(part));
  child.on('error', (error) => parts.push(Buffer.from(error.message)));
  const pid = child.pid ?? 0;
  const isRunning = (): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    pid,
    output: () => Buffer.concat(parts).toString('utf8'),
    isRunning,
    pause: () => signalAll(pid, 'SIGSTOP'),
    resume: () => signalAll(pid, 'SIGCONT'),
    stop: async () => {
      if (isRunning()) await stop(child, options.ending ?? 'SIGTERM');
    },
  };
};

const asUser = (user: number | undefined): string[] =>
  user === undefined ? [] : [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'];

const stop = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  child.kill(signal);
  // A paused one hears nothing until it goes on.
  await signalAll(child.pid ?? 0, 'SIGCONT');
  await ended;
  clearTimeout(impatience);
};

const signalAll = async (pid: number, signal: NodeJS.Signals): Promise<void> => {
  for (const each of [pid, ...(await childrenOf(pid))]) {
    try {
      process.kill(each, signal);
    } catch {
      // ended meanwhile
    }
  }
};
