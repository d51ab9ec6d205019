import { execFile } from 'node:child_process';

/** What a program printed, and its exit code. */
export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Enough for npm with a slow registry. */
const COMMAND_TIMEOUT_MS = 180_000;

/** Exit codes of kavmon that are results; npm and compilers succeed with 0 alone. */
const KAVMON_EXIT_CODES = [0, 1, 2];

/** Runs a program to its end. @throws with its output when it cannot be run, or a tool failed. */
export const runCommand = (file: string, args: readonly string[], cwd: string): Promise<CommandOutcome> =>
  new Promise((resolve, reject) => {
    const options = { cwd, timeout: COMMAND_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
    execFile(file, args, options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code);
      const expectedCodes = file.endsWith('/kavmon') ? KAVMON_EXIT_CODES : [0];
      if (expectedCodes.includes(exitCode)) resolve({ exitCode, stdout, stderr });
      else reject(new Error(`${file} ${args.join(' ')}: ${error?.message}\n${stdout}\n${stderr}`));
    });
  });

/** @throws with the output of a program when an expectation of it is not met. */
export const ensureExpectation = (what: string, isMet: boolean, outcome: Partial<CommandOutcome> = {}): void => {
  const { exitCode, stdout = '', stderr = '' } = outcome;
  if (!isMet) throw new Error(`${what} is not as expected (exit code ${exitCode})\n${stdout}\n${stderr}`);
};
