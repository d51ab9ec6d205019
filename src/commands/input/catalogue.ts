import type { CheckMetadata } from '../../check/check.ts';
import type { ConfigTree } from '../../config/file/config-tree.ts';
import { mergeConfigFiles, readConfigFiles } from '../../config/load.ts';
import { type CheckFolder, foldersOfConfig, foldersOfFlags } from '../../config/own-check-folders.ts';
import { workingFolder } from '../../process/working-folder.ts';
import type { CommandIo } from '../command-line/io.ts';
import type { CatalogueFlags } from '../command-line/options.ts';
import type { CommandInput } from './configuration.ts';

/** The built-in checks. */
export const readBuiltInChecks = async (): Promise<readonly CheckMetadata[]> =>
  (await import('../../../checks/index.ts')).checks;

/**
 * The built-in checks and those of the users' folders. `signal` ends the reading of users' modules.
 * @throws {UsageError} when a module of a folder cannot be used, or has the name of another check.
 */
export const readCatalogue = async (
  folders: readonly CheckFolder[],
  signal?: AbortSignal,
): Promise<readonly CheckMetadata[]> => {
  const checks = await readBuiltInChecks();
  if (folders.length === 0) return checks;
  const { withUserChecks } = await import('./user-checks.ts');
  return withUserChecks(checks, folders, signal);
};

/** Where users' checks are: the folders of `--checks`, else those that the configuration names. */
export const chooseCheckFolders = (
  { checks }: CatalogueFlags,
  tree: ConfigTree,
  cwd: string,
): readonly CheckFolder[] => (checks.length > 0 ? foldersOfFlags(checks, cwd) : foldersOfConfig(tree, cwd));

/**
 * The catalogue for a command that only looks at it, and the config files, which may name folders of own checks.
 * @throws {UsageError} when it cannot be seen which config files there are, or an own check cannot be used.
 */
export const readCommandInput = async (
  flags: CatalogueFlags,
  io: CommandIo,
  signal?: AbortSignal,
): Promise<Pick<CommandInput, 'catalogue'> & Required<Pick<CommandInput, 'configFiles'>>> => {
  const cwd = workingFolder();
  const configFiles = await mergeConfigFiles(await readConfigFiles({ files: flags.config, env: io.env, cwd }));
  return { configFiles, catalogue: await readCatalogue(chooseCheckFolders(flags, configFiles.tree, cwd), signal) };
};
