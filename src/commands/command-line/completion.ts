import { Argument } from 'commander';
import { readCatalogue } from '../input/catalogue.ts';
import type { RegisterVerb } from './command-context.ts';
import { type CatalogueFlags, withCatalogue } from './options.ts';

export const registerCompletion: RegisterVerb = (program, { io, end }) => {
  program
    .command('completion')
    .description("print a script that completes kavmon's command line")
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { printCompletion } = await import('../completion.ts');
      end(await printCompletion(shell, program, io));
    });
  withCatalogue(program.command('complete', { hidden: true }))
    .addArgument(new Argument('<kind>').choices(['group', 'name', 'service']))
    .action(async (kind: 'group' | 'name' | 'service', flags: CatalogueFlags) => {
      const { printCompletionValues } = await import('../completion.ts');
      end(await printCompletionValues(kind, { ...flags, catalogue: await readCatalogue(flags.checks) }, io));
    });
};
