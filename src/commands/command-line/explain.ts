import { Argument } from 'commander';
import { readCatalogue } from '../input/catalogue.ts';
import type { RegisterVerb } from './command-context.ts';
import { type CatalogueFlags, type FormatFlag, withCatalogue, withFormats } from './options.ts';

export const registerExplain: RegisterVerb = (program, context) => {
  const command = program
    .command('explain')
    .description('say what a check verifies, why, what it needs and what to do; or what a reason means')
    .addArgument(new Argument('<check>', 'a check (crash-loops, cluster/crash-loops) or a reason (crash_loop)'));
  withFormats(withCatalogue(command), 'text', 'json').action(
    async (subject: string, flags: CatalogueFlags & FormatFlag<'text' | 'json'>) => {
      const { explainSubject } = await import('../explain.ts');
      context.end(
        await explainSubject({ ...flags, subject, catalogue: await readCatalogue(flags.checks) }, context.io),
      );
    },
  );
};
