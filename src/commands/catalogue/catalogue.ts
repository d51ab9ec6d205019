import type { Described } from '../../check/check.ts';

/**
 * The catalogue with the checks of the users' folders; what reads them is loaded when there are any.
 * @throws {UsageError} when a module cannot be used, or has the name of another check.
 */
export const withModules = async (
  catalogue: readonly Described[],
  folders: readonly string[],
): Promise<readonly Described[]> => {
  if (folders.length === 0) return catalogue;
  const { withUserChecks } = await import('./user-checks.ts');
  return withUserChecks(catalogue, folders);
};
