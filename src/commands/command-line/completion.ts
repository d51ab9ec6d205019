import { Argument } from 'commander';
import { readBuiltInChecks, readCommandInput } from '../input/catalogue.ts';
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
      // Own checks that cannot be used complete nothing.
      const input = await readCommandInput(flags, io).catch(async () => ({ catalogue: await readBuiltInChecks() }));
      end(await printCompletionValues(kind, { ...flags, ...input }, io));
    });
};
