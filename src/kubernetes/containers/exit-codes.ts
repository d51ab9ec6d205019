const EXIT_CODE_MEANINGS: Readonly<Record<number, string>> = {
  0: 'it ended without an error',
  1: 'an error that the program ended with',
  2: 'an error that the program ended with: often wrong arguments, or a panic of Go',
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
  7: 'SIGBUS, a bad memory access: often /dev/shm or a file system is full',
  8: 'SIGFPE, a bad calculation',
  9: 'SIGKILL, it was killed from outside',
  11: 'SIGSEGV, a bad memory access',
  13: 'SIGPIPE, nobody reads its output',
  15: 'SIGTERM, it was asked to stop',
  24: 'SIGXCPU, it used up its CPU time',
  25: 'SIGXFSZ, it wrote too large a file',
  31: 'SIGSYS, a system call that is forbidden',
};

/** NTSTATUS values that programs of Windows end with ([MS-ERREF] 2.3.1), and what the runtimes of .NET add. */
const NTSTATUS_MEANINGS: Readonly<Record<number, string>> = {
  1073807364: 'it was ended from outside, as at a shutdown',
  2147483651: 'a breakpoint that no debugger took',
  2148734214: 'an internal error of the .NET runtime',
  3221225477: 'access violation, a bad memory access',
  3221225478: 'a page of memory could not be read from its disk',
  3221225480: 'an invalid handle',
  3221225495: 'no memory left',
  3221225501: 'an instruction that the processor does not know',
  3221225506: 'access denied',
  3221225524: 'a file or object that it needs is missing',
  3221225595: 'the program or a DLL is built for another architecture',
  3221225620: 'an integer divided by zero',
  3221225622: 'an instruction that it has no privilege for',
  3221225725: 'stack overflow',
  3221225781: 'a DLL is missing',
  3221225784: 'a DLL lacks a function, by its number',
  3221225785: 'a DLL lacks a function',
  3221225786: 'Ctrl+C, it was asked to stop',
  3221225794: 'a DLL could not be initialised',
  3221226356: 'the heap is corrupted',
  3221226505: 'it aborted itself: a stack buffer overrun, or fail-fast',
  3221226525: 'an exception in a callback that nobody handled',
  3221226528: 'an assertion failed',
  3221226536: 'the signature of a file is not accepted',
  3221227010: 'it aborted itself: fail-fast',
  3762504530: 'an exception of .NET that nobody handled',
};

const NTSTATUS_SEVERITY = 0x80000000;

/** The unsigned form of an exit code of Windows, which runtimes show with or without its sign; undefined for any other. */
const ntStatusOf = (code: number): number | undefined => {
  const unsigned = code < 0 ? code + 2 ** 32 : code;
  const isKnown = NTSTATUS_MEANINGS[unsigned] !== undefined;
  return (unsigned >= NTSTATUS_SEVERITY || isKnown) && unsigned < 2 ** 32 ? unsigned : undefined;
};

/** Whether a program of Windows was asked to stop: what a kubelet there does in place of SIGTERM. */
export const isWindowsStop = (code: number): boolean => ntStatusOf(code) === 0xc000013a;

/**
 * An exit code with its meaning, where there is a convention: `exit code 137 (SIGKILL, it was killed from outside)`.
 */
export const formatExitCode = (code: number): string => {
  const ntStatus = ntStatusOf(code);
  if (ntStatus !== undefined) {
    const name = `0x${ntStatus.toString(16).toUpperCase()}`;
    const known = NTSTATUS_MEANINGS[ntStatus];
    return `exit code ${code} (${known === undefined ? name : `${name}, ${known}`})`;
  }
  const meaning = EXIT_CODE_MEANINGS[code] ?? SIGNAL_MEANINGS[code - 128];
  return meaning === undefined ? `exit code ${code}` : `exit code ${code} (${meaning})`;
};
