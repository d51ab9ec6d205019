import { Argument, type Command, Option } from 'commander';
import type { Means } from './command-context.ts';
import {
  type CatalogueFlags,
  type FilterFlags,
  type ScopeFlags,
  withCatalogue,
  withFilters,
  withScope,
} from './options.ts';
import { catalogueOf, ended } from './other-commands.ts';

type Flags = FilterFlags & CatalogueFlags & ScopeFlags & { readonly podLogs: boolean };

/** Adds the commands that have to do with a cluster but judge nothing: its rights, and saving it. */
export const addClusterCommands = (program: Command, means: Means): void => {
  addRbac(program, means);
  addSnapshot(program, means);
};

const withSelection = (command: Command): Command =>
  withScope(withCatalogue(withFilters(command)), { snapshot: false }).option(
    '--no-pod-logs',
    'read no container logs to explain crashes',
  );

const addRbac = (program: Command, means: Means): void => {
  const command = program.command('rbac').description('print the least rights that the selected checks need');
  withSelection(command)
    .addOption(new Option('--role-name <name>', 'name of the roles').default('kavmon'))
    .option('--preflight', 'ask the API server which of the rights are missing', false)
    .action(async (flags: Flags & { readonly roleName: string; readonly preflight: boolean }) => {
      const { rbac } = await import('../rbac.ts');
      ended(means, await rbac({ ...flags, catalogue: await catalogueOf(means, flags) }, means.io));
    });
};

const addSnapshot = (program: Command, means: Means): void => {
  const snapshot = program.command('snapshot').description('save the state of a cluster').helpCommand(false);
  const save = snapshot
    .command('save')
    .description('save what the selected checks need, without secrets, for kavmon check --snapshot');
  withSelection(save)
    .addArgument(new Argument('<file>', 'the file to write'))
    .action(async (file: string, flags: Flags) => {
      const { snapshotSave } = await import('../snapshot.ts');
      const options = { ...flags, file, signal: means.io.interrupt, catalogue: await catalogueOf(means, flags) };
      ended(means, await snapshotSave(options, means.io));
    });
};
