import { Option } from 'commander';
import type { InitFlags } from '../init.ts';
import type { RegisterVerb } from './command-context.ts';
import { withRunTimeout, withScope } from './options.ts';

/** What other commands that look at a cluster take, and this one has no use for. */
const UNUSED = { config: [], checks: [], selector: [], release: [], podLogs: false };

export const registerInit: RegisterVerb = (program, { io, end }) => {
  const command = program
    .command('init')
    .description('write a first configuration by looking at a cluster')
    .addOption(
      new Option('--file <path>', 'where to write it, never over a file; - is standard output').default('kavmon.yaml'),
    )
    .addHelpText('after', EXAMPLES_HELP);
  withRunTimeout(withScope(command, { short: true })).action(async (flags: Omit<InitFlags, keyof typeof UNUSED>) => {
    const { init } = await import('../init.ts');
    const { code, ...more } = await init({ ...flags, ...UNUSED }, io);
    end(code, more);
  });
};

const EXAMPLES_HELP = `
Examples:
  kavmon init -n shop                       kavmon.yaml for one namespace
  kavmon init -A --file all.yaml            for the whole cluster
  kavmon init --snapshot saved.json.gz --file -

It lists Services, their endpoints, pods, Ingresses, Gateways and their routes.
Secrets are never read: what only you know, a login or a path, stands behind a
comment sign.

Exit codes: 0 it is written, 1 there is nothing to write it for, 2 could not
start, 130 or 143 interrupted.
`;
