import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { ProbeError } from '../../model/errors.ts';
import { errorCode } from '../net/network-error.ts';
import type { Session } from '../probe.ts';
import { collect } from './output.ts';
import { EXEC_MARK, endGroup, killAll } from './process-group.ts';

export interface ExecOptions {
  /** Program and arguments; no shell reads them. */
  readonly argv: readonly string[];
  /** Variables of the program, beside those handed on. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Names of our own variables that are handed on. Default: PATH, LANG and TZ. */
  readonly passEnv?: readonly string[] | undefined;
  readonly cwd?: string | undefined;
  readonly stdin?: string | undefined;
  /** Bytes of each output that are kept. Default: 64 KiB. */
  readonly outputLimit?: number | undefined;
}

export interface ExecAnswer {
  /** Null when a signal ended the program. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Output was longer than what is kept. */
  readonly cut: boolean;
  readonly durationMs: number;
}

const OUTPUT_LIMIT = 65_536;
const PASSED = ['PATH', 'LANG', 'TZ'] as const;

/** By it the run finds what its threads have started when it has to end without them. */
const RUN_MARK = 'KAVMON_RUN_MARK';

/**
 * What is written to the end of a pipe may come after the news of the exit; but a process in the background that has inherited
 * the pipe keeps it open for ever.
 */
const LATE_OUTPUT_MS = 200;

/**
 * Runs a program to its end, in a process group of its own; of what it starts nothing is left afterwards. Throws ProbeError `config`
 * when it cannot be started, or the signal's reason, after the group has been killed.
 */
export const exec = async (options: ExecOptions, session: Session): Promise<ExecAnswer> => {
  session.signal.throwIfAborted();
  session.phase('run');
  const started = performance.now();
  const mark = randomUUID();
  const child = await start(options, mark);
  const output = collect(child, options.outputLimit ?? OUTPUT_LIMIT);
  const abort = (): void => endGroup(child);
  session.signal.addEventListener('abort', abort, { once: true });
  try {
    const [code, signal] = await ended(child);
    await output.finished(LATE_OUTPUT_MS);
    session.signal.throwIfAborted();
    return { code, signal, ...output.texts(), durationMs: performance.now() - started };
  } catch (error) {
    session.signal.throwIfAborted();
    throw await startError(error, options);
  } finally {
    session.signal.removeEventListener('abort', abort);
    output.close();
    await killAll(child, mark);
  }
};

/** Some failures are thrown here, others come as an event. */
const start = async (options: ExecOptions, mark: string): Promise<ChildProcess> => {
  try {
    return spawned(options, mark);
  } catch (error) {
    throw await startError(error, options);
  }
};

const spawned = (options: ExecOptions, mark: string): ChildProcess => {
  const [program = '', ...args] = options.argv;
  const stdin = options.stdin === undefined ? 'ignore' : 'pipe';
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...environment(options), [EXEC_MARK]: mark },
    detached: true,
    stdio: [stdin, 'pipe', 'pipe'],
  });
  // A program that does not read its input to the end is no fault.
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.stdin);
  return child;
};

const environment = ({ env, passEnv = PASSED }: ExecOptions): Record<string, string> => {
  const passed = [...passEnv, RUN_MARK].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(passed), ...env };
};

const ended = async (child: ChildProcess): Promise<[code: number | null, signal: string | null]> =>
  (await once(child, 'exit')) as [number | null, string | null];

const START_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'it is not executable',
  EPERM: 'it is not permitted',
  ENOEXEC: 'its format is not executable',
  E2BIG: 'its arguments and environment are too long',
  EAGAIN: 'there are too many processes',
  EMFILE: 'too many files are open',
};

const startError = async (error: unknown, { argv, cwd, env, passEnv = PASSED }: ExecOptions): Promise<unknown> => {
  const code = errorCode(error);
  if (code === '' || error instanceof ProbeError) return error;
  const text = code === 'ENOENT' ? await absence(cwd) : (START_ERRORS[code] ?? code);
  const path = env?.PATH ?? (passEnv.includes('PATH') ? process.env.PATH : undefined);
  const where = argv[0]?.includes('/') ? '' : ` (PATH is ${path ?? 'not set'})`;
  return new ProbeError('config', `the program ${argv[0]} cannot be started: ${text}${where}`, { cause: error });
};

/** Node says ENOENT for a missing folder as for a missing program. */
const absence = async (cwd: string | undefined): Promise<string> => {
  const folder =
    cwd === undefined
      ? true
      : await stat(cwd).then(
          (found) => found.isDirectory(),
          () => false,
        );
  return folder
    ? 'it does not exist, or the interpreter that it names does not'
    : `the working folder ${cwd} does not exist`;
};
