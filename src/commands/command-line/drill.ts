import { Option } from 'commander';
import type { DrillFlags } from '../drill/run-drill.ts';
import type { RegisterVerb } from './command-context.ts';
import { commaList, withCatalogue, withFormats, withRunTimeout, withScope } from './options.ts';
import { parsePositiveLimit } from './values.ts';

export const registerDrill: RegisterVerb = (program, { io, end }) => {
  const command = program
    .command('drill')
    .description('make harmless faults in a namespace of its own, see whether each is named, and remove them')
    .addOption(new Option('--faults <fault,..>', 'only these faults').argParser(commaList).default([], 'all'))
    .addOption(
      new Option('--image <image>', 'image with a shell that the faults run').default(
        'docker.io/library/busybox:1.37.0',
      ),
    )
    .addOption(
      new Option('--for <duration>', 'how long until every fault has to be named')
        .argParser(parsePositiveLimit)
        .default(900_000, '15m'),
    )
    .option('--dry-run', 'print what would be made, and make nothing', false)
    .addHelpText('after', EXAMPLES_HELP);
  const scoped = withRunTimeout(withScope(withCatalogue(command), { snapshot: false, short: true }));
  withFormats(scoped, 'text', 'json').action(async (flags: DrillFlags) => {
    const { drill } = await import('../drill.ts');
    const { code, ...more } = await drill(flags, io);
    end(code, more);
  });
};

const EXAMPLES_HELP = `
Examples:
  kubectl create namespace drill
  kubectl label namespace drill kavmon.io/drill=allowed
  kavmon rbac drill --namespace drill        the rights that it needs
  kavmon drill -n drill                      all faults
  kavmon drill -n drill --faults crash-loop,bad-image --for 5m

Exit codes: 0 every fault was named, 1 one was not or something is left, 2 could
not start, 130 or 143 interrupted: all is removed first.
`;
