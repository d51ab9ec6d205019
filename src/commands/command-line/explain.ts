import { Argument } from 'commander';
import { readCatalogue } from '../input/catalogue.ts';
import type { RegisterVerb } from './command-context.ts';
import { type CatalogueFlags, type FormatFlag, withCatalogue, withFormats } from './options.ts';

export const registerExplain: RegisterVerb = (program, context) => {
  const command = program
    .command('explain')
    .description('say what a check verifies, why, what it needs and what to do')
    .addArgument(new Argument('<check>', 'name of a check'));
  withFormats(withCatalogue(command), 'text', 'json').action(
    async (check: string, flags: CatalogueFlags & FormatFlag<'text' | 'json'>) => {
      const { explainCheck } = await import('../explain.ts');
      context.end(await explainCheck({ ...flags, check, catalogue: await readCatalogue(flags.checks) }, context.io));
    },
  );
};
