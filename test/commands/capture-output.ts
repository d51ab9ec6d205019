import type { CommandIo } from '../../src/commands/command-line/io.ts';

export interface CapturedOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command and returns its exit code and output. `columns` is the width of a terminal; without it there is none.
 */
export const captureOutput = async (
  command: (io: CommandIo) => Promise<number>,
  { env = {}, columns }: { readonly env?: Readonly<Record<string, string>>; readonly columns?: number } = {},
): Promise<CapturedOutput> => {
  const out = { stdout: '', stderr: '' };
  const io: CommandIo = {
    stdout: (text) => {
      out.stdout += text;
    },
    stderr: (text) => {
      out.stderr += text;
    },
    env: { ...env },
    isTerminal: columns !== undefined,
    columns: columns ?? 80,
  };
  return { code: await command(io), ...out };
};
