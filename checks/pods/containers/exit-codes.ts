const EXIT_CODE_MEANINGS: Readonly<Record<number, string>> = {
  0: 'it ended without an error',
  1: 'an error that the program ended with',
  2: 'an error that the program ended with, often wrong arguments',
  126: 'the command is there and cannot be executed',
  127: 'command not found',
  128: 'the container could not be started',
  255: 'an error that the program, or the runtime, has no number for',
};

const SIGNAL_MEANINGS: Readonly<Record<number, string>> = {
  1: 'SIGHUP, hung up',
  2: 'SIGINT, interrupted',
  3: 'SIGQUIT, it was told to quit',
  4: 'SIGILL, an instruction that the processor does not know',
  5: 'SIGTRAP, it trapped itself',
  6: 'SIGABRT, it aborted itself',
  7: 'SIGBUS, a bad memory access',
  8: 'SIGFPE, a bad calculation',
  9: 'SIGKILL, it was killed from outside',
  11: 'SIGSEGV, a bad memory access',
  13: 'SIGPIPE, nobody reads its output',
  15: 'SIGTERM, it was asked to stop',
  24: 'SIGXCPU, it used up its CPU time',
  25: 'SIGXFSZ, it wrote too large a file',
  31: 'SIGSYS, a system call that is forbidden',
};

/**
 * An exit code with its meaning, where there is a convention: `exit code 137 (SIGKILL, it was killed from outside)`.
 */
export const formatExitCode = (code: number): string => {
  const meaning = EXIT_CODE_MEANINGS[code] ?? SIGNAL_MEANINGS[code - 128];
  return meaning === undefined ? `exit code ${code}` : `exit code ${code} (${meaning})`;
};
