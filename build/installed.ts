import { execFile } from 'node:child_process';

/** What a program printed and how it ended. */
export interface Called {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** None of what is called takes longer, npm with a slow registry included. */
const LIMIT_MS = 180_000;

/** Exit codes of kavmon that are answers; npm and compilers have no other than 0. */
const ANSWERS = [0, 1, 2];

/** Runs a program to its end. @throws with what it printed when it could not be run, or when a tool failed. */
export const call = (file: string, args: readonly string[], cwd: string): Promise<Called> =>
  new Promise((resolve, reject) => {
    const options = { cwd, timeout: LIMIT_MS, maxBuffer: 64 * 1024 * 1024 };
    execFile(file, args, options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code);
      const answers = file.endsWith('/kavmon') ? ANSWERS : [0];
      if (answers.includes(exitCode)) resolve({ exitCode, stdout, stderr });
      else reject(new Error(`${file} ${args.join(' ')}: ${error?.message}\n${stdout}\n${stderr}`));
    });
  });

/** @throws when what should hold does not, with what was printed. */
export const expect = (what: string, holds: boolean, { exitCode, stdout, stderr }: Partial<Called> = {}): void => {
  if (!holds) throw new Error(`${what} is not as expected (exit code ${exitCode})\n${stdout ?? ''}\n${stderr ?? ''}`);
};
