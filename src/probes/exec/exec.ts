import { execa } from 'execa';
import { createRunTag, killTagged, killUntaggedDescendants, RUN_TAG_VARIABLE } from '../../process/kill-descendants.ts';
import { workingFolder } from '../../process/working-folder.ts';
import type { ProbeSession } from '../probe.ts';
import { collectOutput } from './collect-output.ts';
import { rejectedStart, startError } from './start-error.ts';

export interface ExecOptions {
  /** Program and arguments; no shell reads them. */
  readonly argv: readonly string[];
  /** Variables of the program, beside those of `passEnv`. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Names of our own variables that the program gets too. Default: PATH, LANG and TZ. */
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
  /** Whether an output was longer than `outputLimit`. */
  readonly cut: boolean;
  readonly durationMs: number;
}

const OUTPUT_LIMIT_BYTES = 65_536;
const DEFAULT_PASS_ENV: readonly string[] = ['PATH', 'LANG', 'TZ'];

/** Time between SIGTERM and SIGKILL; the run waits little longer than that for a cancelled check. */
const KILL_GRACE_MS = 150;

/**
 * How long output is read after the exit. A pipe is drained after the exit is known, and a process in the background that has
 * inherited it may keep it open without end.
 */
const LATE_OUTPUT_MS = 200;

/**
 * Runs a program in a process group of its own, and kills whatever it has started when it ends. Throws ProbeError `config` when it
 * cannot be started, or the signal's reason after the group has been killed.
 */
export const probeExec = async (options: ExecOptions, session: ProbeSession): Promise<ExecAnswer> => {
  session.signal.throwIfAborted();
  session.phase('run');
  const tag = createRunTag();
  const env = { ...programEnvironment(options), [RUN_TAG_VARIABLE]: tag };
  let pid: number | undefined;
  // Registered first, while the program still lives and is told to end.
  const killStrays = () => pid !== undefined && killUntaggedDescendants(pid, tag);
  session.signal.addEventListener('abort', killStrays, { once: true });
  const program = startProgram(options, env, session.signal);
  pid = program.pid;
  const output = collectOutput(program.nodeChildProcess, options.outputLimit ?? OUTPUT_LIMIT_BYTES);
  program.nodeChildProcess.once('exit', () => output.closeWithin(LATE_OUTPUT_MS));
  try {
    const result = await program;
    session.signal.throwIfAborted();
    const { exitCode = null, signal = null, durationMs } = result;
    if (exitCode === null && signal === null) throw await startError(result.cause, options, env);
    return { code: exitCode, signal, ...output.texts(), durationMs };
  } finally {
    session.signal.removeEventListener('abort', killStrays);
    // The group too, as a member that has dropped its environment has no tag.
    program.kill('SIGKILL');
    killTagged(tag);
  }
};

const startProgram = (
  { argv: [file = '', ...args], cwd, stdin }: ExecOptions,
  env: Readonly<Record<string, string>>,
  cancelSignal: AbortSignal,
) => {
  try {
    return execa(file, args, {
      cwd: cwd ?? workingFolder(),
      env,
      extendEnv: false,
      ...(stdin === undefined ? { stdin: 'ignore' } : { input: stdin }),
      buffer: false,
      reject: false,
      cancelSignal,
      killDescendants: true,
      forceKillAfterDelay: KILL_GRACE_MS,
      // The tag finds what is left when this process ends early, so that no exit handler is needed.
      cleanup: false,
    });
  } catch (error) {
    throw rejectedStart(error, file);
  }
};

const programEnvironment = ({ env, passEnv = DEFAULT_PASS_ENV }: ExecOptions): Record<string, string> => {
  const passed = passEnv.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(passed), ...env };
};
