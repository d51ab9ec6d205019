import { Argument, type Command, Option } from 'commander';
import type { Means } from './command-context.ts';
import { type CatalogueFlags, type FilterFlags, withCatalogue, withFilters } from './options.ts';

type Output<T extends string> = { readonly output: T };

/** Adds every command but `check`. */
export const addOthers = (program: Command, means: Means): void => {
  addList(program, means);
  addExplain(program, means);
  addConfig(program, means);
  addCompletion(program, means);
  addVersion(program, means);
};

/** The catalogue with the users' checks, for commands that only look. */
export const catalogueOf = async ({ builtIn }: Means, { checks }: CatalogueFlags) => {
  const { withModules } = await import('../catalogue/catalogue.ts');
  return withModules(await builtIn(), checks);
};

const output = (command: Command, ...formats: readonly [string, ...string[]]): Command =>
  command.addOption(new Option('-o, --output <format>', 'how to print it').choices(formats).default(formats[0]));

export const ended = ({ end }: Means, code: number): void => end({ code, stuck: false });

const addList = (program: Command, means: Means): void => {
  const command = program.command('list').description('list the checks with their groups and services');
  output(withCatalogue(withFilters(command)), 'table', 'json').action(
    async (flags: FilterFlags & CatalogueFlags & Output<'table' | 'json'>) => {
      const { list } = await import('../list.ts');
      ended(means, await list({ ...flags, catalogue: await catalogueOf(means, flags) }, means.io));
    },
  );
};

const addExplain = (program: Command, means: Means): void => {
  const command = program
    .command('explain')
    .description('say what a check verifies, why, what it needs and what to do');
  command.addArgument(new Argument('<check>', 'name of a check'));
  output(withCatalogue(command), 'text', 'json').action(
    async (check: string, flags: CatalogueFlags & Output<'text' | 'json'>) => {
      const { explain } = await import('../explain.ts');
      const { rightsOf } = await import('../catalogue/rights.ts');
      ended(means, await explain({ ...flags, check, rightsOf, catalogue: await catalogueOf(means, flags) }, means.io));
    },
  );
};

const addConfig = (program: Command, means: Means): void => {
  const config = program.command('config').description('look at the configuration').helpCommand(false);
  withCatalogue(config.command('validate').description('read it and name everything that is wrong')).action(
    async (flags: CatalogueFlags) => {
      const { configValidate } = await import('../config.ts');
      ended(means, await configValidate({ ...flags, catalogue: await catalogueOf(means, flags) }, means.io));
    },
  );
  const view = withCatalogue(
    config.command('view').description('print every value and where it comes from, secrets masked'),
  );
  output(view, 'table', 'json').action(async (flags: CatalogueFlags & Output<'table' | 'json'>) => {
    const { configView } = await import('../config.ts');
    ended(means, await configView({ ...flags, catalogue: await catalogueOf(means, flags) }, means.io));
  });
  withCatalogue(config.command('schema').description('print its JSON Schema, for editors')).action(
    async (flags: CatalogueFlags) => {
      const { configSchema } = await import('../config.ts');
      ended(means, await configSchema({ catalogue: await catalogueOf(means, flags) }, means.io));
    },
  );
};

const addCompletion = (program: Command, means: Means): void => {
  program
    .command('completion')
    .description("print a script that completes kavmon's command line")
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completion } = await import('../completion.ts');
      ended(means, await completion(shell, program, means.io));
    });
  withCatalogue(program.command('complete', { hidden: true }))
    .addArgument(new Argument('<kind>').choices(['group', 'name', 'service']))
    .action(async (kind: 'group' | 'name' | 'service', flags: CatalogueFlags) => {
      const { completionValues } = await import('../completion.ts');
      const source = { ...flags, catalogue: await catalogueOf(means, flags) };
      ended(means, await completionValues(kind, source, means.io));
    });
};

const addVersion = (program: Command, means: Means): void => {
  output(program.command('version').description('print the versions that a bug report needs'), 'text', 'json').action(
    async (flags: Output<'text' | 'json'>) => {
      const { version } = await import('../version.ts');
      const { version: own } = await import('../../process/version.ts');
      ended(means, await version({ ...flags, version: own }, means.io));
    },
  );
};
