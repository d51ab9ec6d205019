import { Argument } from 'commander';
import type { RegisterVerb } from './command-context.ts';
import { type CatalogueFlags, type FormatFlag, withCatalogue, withFormats } from './options.ts';

export const registerExplain: RegisterVerb = (program, context) => {
  const command = program
    .command('explain')
    .description('say what a check verifies, why, what it needs and what to do; or what a reason means')
    .addArgument(new Argument('<check>', 'a check (crash-loops, cluster/crash-loops) or a reason (crash_loop)'))
    .addHelpText('after', EXAMPLES_HELP);
  withFormats(withCatalogue(command), 'text', 'json').action(
    async (subject: string, flags: CatalogueFlags & FormatFlag<'text' | 'json'>) => {
      const { explainSubject, isBuiltIn } = await import('../explain.ts');
      const { readBuiltInChecks, readCommandInput } = await import('../input/catalogue.ts');
      const catalogue = await readBuiltInChecks();
      // What is built in is explained however the configuration and the own checks are.
      const needsOwn = flags.checks.length > 0 || !isBuiltIn(subject, catalogue);
      const input = needsOwn ? await readCommandInput(flags, context.io) : { catalogue };
      context.end(await explainSubject({ ...flags, subject, ...input }, context.io));
    },
  );
};

const EXAMPLES_HELP = `
Examples:
  kavmon explain crash-loops                 what the check looks at, what to do
  kavmon explain crash_loop                  what the reason means
  kavmon explain http-endpoint               with a YAML example of its parameters
`;
