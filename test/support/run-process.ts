import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensurePackages } from './debian.ts';
import { describeProcesses, killProcesses, listChildren, TEST_MARK_VARIABLE } from './process-table.ts';
import { KAVMON_ENTRY, REPOSITORY_ROOT } from './repository.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export type RunOptions = {
  /** Added to PATH, HOME and LANG, the only variables that are inherited. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Milliseconds after which the process and what it started are killed. Default 30 s. */
  readonly timeout?: number;
  readonly stdin?: string;
  /** A command that runs the command, such as `unshare` or `prlimit`, with its arguments. */
  readonly prefix?: readonly string[];
  /** Measures peak memory and CPU time with GNU time (Debian package `time`, installed when missing). */
  readonly measure?: boolean;
};

export type ProcessOutcome = {
  readonly stdout: string;
  readonly stderr: string;
  /** undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly durationMs: number;
  /** True when `timeout` ended it. */
  readonly timedOut: boolean;
  /**
   * Bytes, with `measure` only: the highest resident set of the process or of a child that has ended (getrusage(2)).
   */
  readonly peakMemory: number | undefined;
  /** Seconds of user and system time; with `measure` only. */
  readonly cpuSeconds: number | undefined;
  /**
   * Processes of its session, or with its mark in their environment, that outlived it, as `PID COMMAND`. They were
   * killed.
   */
  readonly leftovers: readonly string[];
};

export type RunningProcess = {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Signals the command itself, not GNU time around it. */
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
  readonly ended: Promise<ProcessOutcome>;
};

/** Runs kavmon from its sources to its end. */
export const runKavmon = (args: readonly string[], options: RunOptions = {}): Promise<ProcessOutcome> =>
  runProcess(process.execPath, [KAVMON_ENTRY, ...args], options);

/** Starts kavmon from its sources, for tests that signal it or read its output while it runs. */
export const startKavmon = (args: readonly string[], options: RunOptions = {}): Promise<RunningProcess> =>
  startProcess(process.execPath, [KAVMON_ENTRY, ...args], options);

/** Runs a command to its end. Rejects only when it cannot be started. */
export const runProcess = async (
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<ProcessOutcome> => (await startProcess(command, args, options)).ended;

/** Starts a command in a session of its own. */
export const startProcess = async (
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunningProcess> => {
  const mark = randomUUID();
  const scale = options.measure === true ? await startUsageMeter() : undefined;
  const [first = command, ...rest] = [...(scale?.prefix ?? []), ...(options.prefix ?? []), command, ...args];
  const startedAt = performance.now();
  const child = spawn(first, rest, {
    cwd: options.cwd,
    env: childEnvironment(options, mark),
    detached: true,
    stdio: 'pipe',
  });
  const output = { stdout: collectText(child.stdout), stderr: collectText(child.stderr) };
  child.stdin.on('error', () => {});
  child.stdin.end(options.stdin ?? '');
  const ended = waitForEnd(child, options.timeout ?? 30_000, mark).then(async (end) => ({
    stdout: output.stdout(),
    stderr: output.stderr(),
    ...end,
    durationMs: end.at - startedAt,
    ...(await (scale?.read() ?? noUsage)),
  }));
  return { child, ...output, kill: (signal) => signalInner(child, signal, scale !== undefined), ended };
};

const COMPILE_CACHE = join(REPOSITORY_ROOT, 'node_modules/.cache/kavmon-tests');

const childEnvironment = (options: RunOptions, mark: string): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '/',
  // Halves the CPU time of a start from the sources: else each one strips the types of the whole catalogue.
  NODE_COMPILE_CACHE: COMPILE_CACHE,
  LANG: 'C.UTF-8',
  ...options.env,
  [TEST_MARK_VARIABLE]: mark,
});

const collectText = (stream: NodeJS.ReadableStream): (() => string) => {
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  stream.on('error', () => {});
  return () => Buffer.concat(parts).toString('utf8');
};

type ProcessEnd = Pick<ProcessOutcome, 'code' | 'signal' | 'timedOut' | 'leftovers'> & { readonly at: number };

/**
 * Resolves when the process has ended and its output is read, or 500 ms after its end when a descendant keeps the pipes
 * open.
 */
const waitForEnd = (child: ChildProcess, timeout: number, mark: string): Promise<ProcessEnd> =>
  new Promise((resolve, reject) => {
    let timedOut = false;
    const pid = child.pid ?? 0;
    const limit = setTimeout(() => {
      timedOut = true;
      killProcesses(pid, mark).catch(reject);
    }, timeout);
    child.once('error', (error) => {
      clearTimeout(limit);
      reject(error);
    });
    child.once('exit', (code, signal) => {
      const at = performance.now();
      clearTimeout(limit);
      const finish = async (): Promise<void> => {
        const leftovers = await waitForLeftovers(pid, mark);
        await killProcesses(pid, mark);
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve({ code: code ?? undefined, signal: signal ?? undefined, timedOut, at, leftovers });
      };
      whenClosed(child, 500).then(finish).catch(reject);
    });
  });

/** Processes that still run 100 ms after the end of the command: what it killed itself needs a moment to end. */
const waitForLeftovers = async (pid: number, mark: string): Promise<string[]> => {
  const end = performance.now() + 100;
  let left = await describeProcesses(pid, mark);
  while (left.length > 0 && performance.now() < end) {
    await sleep(10);
    left = await describeProcesses(pid, mark);
  }
  return left;
};

const whenClosed = (child: ChildProcess, ms: number): Promise<void> =>
  new Promise((resolve) => {
    // setImmediate lets output that came while this process was not running be read first.
    const patience = setTimeout(() => setImmediate(resolve), ms);
    child.once('close', () => {
      clearTimeout(patience);
      resolve();
    });
  });

const signalInner = async (child: ChildProcess, signal: NodeJS.Signals, measured: boolean): Promise<void> => {
  const [inner] = measured && child.pid !== undefined ? await listChildren(child.pid) : [];
  const pid = inner ?? child.pid;
  if (pid !== undefined) process.kill(pid, signal);
};

type UsageMeter = {
  readonly prefix: readonly string[];
  readonly read: () => Promise<Pick<ProcessOutcome, 'peakMemory' | 'cpuSeconds'>>;
};

const noUsage = Promise.resolve({ peakMemory: undefined, cpuSeconds: undefined });

const startUsageMeter = async (): Promise<UsageMeter> => {
  const missing = await ensurePackages(['time']);
  if (missing !== undefined) throw new Error(missing);
  const folder = await makeTemporaryFolder('time');
  const file = join(folder.path, 'usage');
  return {
    prefix: ['/usr/bin/time', '--quiet', '--format', '%M %U %S', '--output', file],
    read: async () => {
      const [kibibytes, user, system] = (await readFile(file, 'utf8').catch(() => '')).trim().split(' ').map(Number);
      await folder.remove();
      if (kibibytes === undefined || Number.isNaN(kibibytes)) return noUsage;
      return { peakMemory: kibibytes * 1024, cpuSeconds: (user ?? 0) + (system ?? 0) };
    },
  };
};
