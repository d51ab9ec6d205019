import { runCommandLine } from '../../src/commands/command-line/run-command-line.ts';
import type { CapturedOutput } from './capture-output.ts';
import { captureRun } from './capture-run.ts';

/** What Kavmon prints for a command line, and its exit code, in this process: it takes milliseconds where a process takes a second. */
export const callKavmon = (argv: readonly string[]): Promise<CapturedOutput> =>
  captureRun(async (io) => (await runCommandLine('kavmon', argv, io, new Promise(() => {}))).code);
