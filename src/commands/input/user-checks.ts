import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { CheckMetadata } from '../../check/check.ts';
import type { CheckFolder } from '../../config/own-check-folders.ts';
import { UsageError } from '../../model/errors.ts';
import { withinReadLimit } from '../../process/local-file.ts';
import { describeModules } from '../../run/processes/describe-modules.ts';
import type { ModuleDescription } from '../../run/processes/module-data.ts';

/**
 * The catalogue with the checks of these folders. Their modules are read in processes of their own, under a deadline.
 * @throws {UsageError} when a module cannot be used, or has the name of another check: with file and cause, all at once.
 */
export const withUserChecks = async (
  catalogue: readonly CheckMetadata[],
  folders: readonly CheckFolder[],
  signal?: AbortSignal,
): Promise<readonly CheckMetadata[]> => {
  const files = [...new Set((await Promise.all(folders.map(modulesInFolder))).flat())];
  const found = await describeModules(files, { signal });
  const broken = found.flatMap((one) => (one.kind === 'broken' ? one.problems : []));
  if (broken.length > 0) throw new UsageError(`these checks cannot be used:\n${broken.join('\n')}`, 'config');
  const own = found.flatMap((one) => (one.kind === 'described' ? [checkOfModule(one.file, one.check)] : []));
  return refuseDuplicateNames([...catalogue, ...own]);
};

const MODULE_FILE = /(?<!\.d|\.test|\.spec)\.[cm]?[jt]s$/;

const modulesInFolder = async ({ path, origin }: CheckFolder): Promise<readonly string[]> => {
  const entries = await withinReadLimit(readdir(path, { withFileTypes: true })).catch((cause: Error) => {
    throw new UsageError(`${origin}: ${cause.message}`, 'config', { cause });
  });
  const files = entries.filter(
    (entry) => !entry.isDirectory() && !entry.name.startsWith('.') && MODULE_FILE.test(entry.name),
  );
  if (files.length === 0) throw new UsageError(`${origin}: there is no .ts or .js file in it`, 'config');
  return files.map(({ name }) => resolve(path, name)).toSorted();
};

const checkOfModule = (module: string, { params, ...check }: ModuleDescription): CheckMetadata =>
  ({
    ...check,
    module,
    params: params === null ? z.looseObject({}) : z.fromJSONSchema(params as never),
  }) as unknown as CheckMetadata;

const refuseDuplicateNames = (catalogue: readonly CheckMetadata[]): readonly CheckMetadata[] => {
  const known = new Map<string, CheckMetadata>();
  for (const check of catalogue) {
    const other = known.get(check.name);
    if (other !== undefined) {
      const first = other.module ?? 'the built-in catalogue';
      throw new UsageError(`the check name "${check.name}" of ${check.module} is taken by ${first}`, 'config');
    }
    known.set(check.name, check);
  }
  return catalogue;
};
