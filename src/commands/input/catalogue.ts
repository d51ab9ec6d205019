import type { CheckMetadata } from '../../check/check.ts';

/**
 * The built-in checks and those of the users' folders. `signal` ends the reading of users' modules.
 * @throws {UsageError} when a module of a folder cannot be used, or has the name of another check.
 */
export const readCatalogue = async (
  folders: readonly string[],
  signal?: AbortSignal,
): Promise<readonly CheckMetadata[]> => {
  const { checks } = await import('../../../checks/index.ts');
  if (folders.length === 0) return checks;
  const { withUserChecks } = await import('./user-checks.ts');
  return withUserChecks(checks, folders, signal);
};
