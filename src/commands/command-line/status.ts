import { Argument, Option } from 'commander';
import type { StatusFlags } from '../status.ts';
import type { RegisterVerb } from './command-context.ts';
import { withFormats, withInspection } from './options.ts';
import { parsePositiveLimit } from './values.ts';

export const registerStatus: RegisterVerb = (program, { io, end }) => {
  const command = program
    .command('status')
    .description('show what state each workload, its rollout and its replicas are in')
    .addArgument(new Argument('[target]', 'KIND/NAME, as kubectl has it, or a service of the configuration'))
    .option('--watch', 'follow until all is at rest, or cannot heal by itself', false)
    .addOption(
      new Option('--for <duration>', 'how long --watch follows').argParser(parsePositiveLimit).default(600_000, '10m'),
    )
    .option('--verbose', 'list every workload and replica', false)
    .addHelpText('after', EXAMPLES_HELP);
  withFormats(withInspection(command), 'text', 'json').action(
    async (target: string | undefined, flags: StatusFlags) => {
      const { status } = await import('../status.ts');
      const { code, ...more } = await status(target, flags, io);
      end(code, more);
    },
  );
};

const EXAMPLES_HELP = `
Examples:
  kavmon status -n shop                      what is not running in a namespace
  kavmon status deploy/cart -n shop          one workload and its replicas
  kavmon status deploy/cart -n shop --watch  until a rollout is done or stuck
  kavmon status -A --snapshot saved.json.gz -o json

Exit codes: 0 all is running or on its way, 1 something is degraded, errored or
could not be read, or did not come to rest, 2 could not start, 130 or 143
interrupted.
`;
