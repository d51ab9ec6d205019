import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../model/errors.ts';
import { withinReadLimit } from '../../process/local-file.ts';
import type { ReportOutput } from '../../report/output/destinations.ts';

/**
 * Looks whether the documents can be written where they should be, before anything is checked: a report that is lost after
 * minutes is lost when it is needed.
 * @throws {UsageError} that names the first folder that is not there, or is none, or stands where the file should be.
 */
export const refuseMissingFolders = async (outputs: readonly ReportOutput[]): Promise<void> => {
  for (const { format, path } of outputs) {
    if (path === undefined) continue;
    const folder = dirname(resolve(path));
    const problem = await folderProblem(folder);
    if (problem !== undefined) throw new UsageError(`-o ${format}=${path}: ${folder} ${problem}`);
    if (await isFolder(resolve(path))) throw new UsageError(`-o ${format}=${path}: it is a folder, name a file in it`);
  }
};

/** Undefined also where the file system does not answer, or does not say: then the write itself tells. */
const folderProblem = async (folder: string): Promise<string | undefined> => {
  try {
    return (await withinReadLimit(stat(folder))).isDirectory() ? undefined : 'is not a folder';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : undefined;
  }
};

const isFolder = (path: string): Promise<boolean> =>
  withinReadLimit(stat(path)).then(
    (found) => found.isDirectory(),
    () => false,
  );
