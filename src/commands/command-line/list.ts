import type { RegisterVerb } from './command-context.ts';
import {
  type CatalogueFlags,
  type FilterFlags,
  type FormatFlag,
  withCatalogue,
  withFilters,
  withFormats,
} from './options.ts';

type ListFlags = FilterFlags & CatalogueFlags & FormatFlag<'table' | 'json'>;

export const registerList: RegisterVerb = (program, context) => {
  const command = program
    .command('list')
    .description('list the checks with their groups and services')
    .addHelpText('after', EXAMPLES_HELP);
  withFormats(withCatalogue(withFilters(command)), 'table', 'json').action(async (flags: ListFlags) => {
    const { listChecks } = await import('../list.ts');
    const { readCommandInput } = await import('../input/catalogue.ts');
    context.end(await listChecks({ ...flags, ...(await readCommandInput(flags, context.io)) }, context.io));
  });
};

const EXAMPLES_HELP = `
Examples:
  kavmon list                                every check, with its services
  kavmon list -g pods,workloads              those of two groups
  kavmon list -c kavmon.yaml -o json         with what a configuration adds
`;
