import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { pollUntil } from './poll-until.ts';
import { listChildren } from './process-table.ts';

export type TestDaemon = {
  readonly pid: number;
  /** Everything it has printed. */
  readonly output: () => string;
  readonly isRunning: () => boolean;
  /** Freezes it and its children (SIGSTOP): the kernel still accepts connections, and nothing answers them. */
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  /** Sends the signal `ending`, and SIGKILL five seconds later; resolves when it has ended. */
  readonly stop: () => Promise<void>;
};

export type DaemonOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The signal that ends it. Default SIGTERM. */
  readonly ending?: NodeJS.Signals;
  /** Id of the user that it runs as, for servers that refuse root. */
  readonly user?: number;
};

const DAEMON_GRACE_MS = 5_000;

/** Starts a long-running program. The kernel kills it when this process ends (`PR_SET_PDEATHSIG`, prctl(2)). */
export const startDaemon = (command: string, args: readonly string[], options: DaemonOptions = {}): TestDaemon => {
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
      if (isRunning()) await stopDaemon(child, options.ending ?? 'SIGTERM');
    },
  };
};

export type ReadyLimits = {
  /** As it stands in the error: `NAME did not start`. */
  readonly name: string;
  /** What is done before the error is thrown. */
  readonly cleanUp: () => Promise<void>;
  /** Milliseconds to become ready in, and between two looks. Default: those of {@link pollUntil}. */
  readonly ms?: number;
  readonly every?: number;
};

/** Waits until the server says that it is ready. Throws with the end of its output when it ends or takes too long. */
export const waitForDaemon = async (
  daemon: TestDaemon,
  isReady: () => Promise<boolean>,
  { name, cleanUp, ...limits }: ReadyLimits,
): Promise<void> => {
  try {
    await pollUntil(async () => !daemon.isRunning() || isReady(), { what: name, ...limits });
    if (!daemon.isRunning()) throw new Error('it ended');
  } catch (error) {
    await cleanUp();
    throw new Error(`${name} did not start: ${daemon.output().slice(-2000)}`, { cause: error });
  }
};

/** Whether a server takes connections at a port of this machine. */
export const acceptsConnections = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', end(true)).once('error', end(false));
  });

const asUser = (user: number | undefined): string[] =>
  user === undefined ? [] : [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'];

const stopDaemon = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const impatience = setTimeout(() => child.kill('SIGKILL'), DAEMON_GRACE_MS);
  const children = await listChildren(child.pid ?? 0);
  child.kill(signal);
  // A stopped process handles no other signal before SIGCONT.
  await signalAll(child.pid ?? 0, 'SIGCONT');
  await ended;
  clearTimeout(impatience);
  // MLflow leaves its own server behind.
  for (const each of children) signalOne(each, 'SIGKILL');
};

const signalAll = async (pid: number, signal: NodeJS.Signals): Promise<void> => {
  for (const each of [pid, ...(await listChildren(pid))]) signalOne(each, signal);
};

const signalOne = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // ended meanwhile
  }
};
