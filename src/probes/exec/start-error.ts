import { stat } from 'node:fs/promises';
import { errorMessage, ProbeError } from '../../model/errors.ts';
import { errorCode } from '../net/network-error.ts';

const START_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'it is not executable',
  EPERM: 'it is not permitted',
  ENOEXEC: 'its format is not executable',
  E2BIG: 'its arguments and environment are too long',
  EAGAIN: 'there are too many processes',
  EMFILE: 'too many files are open',
};

interface FailedStart {
  readonly argv: readonly string[];
  readonly cwd?: string | undefined;
}

/** The ProbeError `config` for arguments that execa refuses, as one with a zero byte. */
export const rejectedStart = (error: unknown, file: string): ProbeError => {
  return new ProbeError('config', `the program ${file} cannot be started: ${errorMessage(error)}`, { cause: error });
};

/** The ProbeError `config` for a program that the system could not start; an error without a code comes back as it is. */
export const startError = async (
  error: unknown,
  { argv: [file = ''], cwd }: FailedStart,
  env: Readonly<Record<string, string>>,
): Promise<unknown> => {
  const code = errorCode(error);
  if (code === '') return error;
  const text = code === 'ENOENT' ? await describeMissing(cwd) : (START_ERRORS[code] ?? code);
  const searched = file.includes('/') ? '' : ` (PATH is ${env.PATH ?? 'not set'})`;
  return new ProbeError('config', `the program ${file} cannot be started: ${text}${searched}`, { cause: error });
};

/** Node reports ENOENT for a missing working folder as for a missing program. */
const describeMissing = async (cwd: string | undefined): Promise<string> =>
  cwd === undefined || (await isFolder(cwd))
    ? 'it does not exist, or the interpreter that it names does not'
    : `the working folder ${cwd} does not exist`;

const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
};
