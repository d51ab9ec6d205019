import { Argument } from 'commander';
import type { TriageFlags } from '../triage.ts';
import type { RegisterVerb } from './command-context.ts';
import { withFormats, withInspection } from './options.ts';

export const registerTriage: RegisterVerb = (program, { io, end }) => {
  const command = program
    .command('triage')
    .description('walk from an Ingress, Service, workload or pod inwards, and mark the first broken link')
    .addArgument(
      new Argument(
        '[target]',
        'KIND/NAME, as kubectl has it, or a service of the configuration; none: what the flags choose',
      ),
    )
    .option('--probe', 'make a live request at each hop, of pods through a port-forward from outside', false)
    .addHelpText('after', EXAMPLES_HELP);
  withFormats(withInspection(command), 'text', 'json').action(
    async (target: string | undefined, flags: TriageFlags) => {
      const { triage } = await import('../triage.ts');
      const { code, ...more } = await triage(target, flags, io);
      end(code, more);
    },
  );
};

const EXAMPLES_HELP = `
Examples:
  kavmon triage ingress/shop -n shop         from the route to the container
  kavmon triage deploy/cart -n shop          from the workload to the container
  kavmon triage svc/cart --snapshot saved.json.gz
  kavmon triage --release shop -n shop       all that leads to what was deployed

Exit codes: 0 no link is broken, 1 one is or could not be read, 2 could not
start, 130 or 143 interrupted.
`;
