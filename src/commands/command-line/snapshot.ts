import { Argument } from 'commander';
import type { RegisterVerb } from './command-context.ts';
import { type SelectionFlags, withSelection } from './options.ts';

export const registerSnapshot: RegisterVerb = (program, { io, end }) => {
  const snapshot = program.command('snapshot').description('save the state of a cluster').helpCommand(false);
  const save = snapshot
    .command('save')
    .description('save what the selected checks need, without secrets, for kavmon check --snapshot')
    .addHelpText('after', EXAMPLES_HELP);
  withSelection(save)
    .addArgument(new Argument('<file>', 'the file to write'))
    .action(async (file: string, flags: SelectionFlags) => {
      io.holdSignals();
      const { saveClusterSnapshot } = await import('../snapshot.ts');
      const { readCommandInput } = await import('../input/catalogue.ts');
      const options = { ...flags, file, signal: io.interrupt, ...(await readCommandInput(flags, io, io.interrupt)) };
      const code = await saveClusterSnapshot(options, io);
      end(io.signalCode() ?? code);
    });
};

const EXAMPLES_HELP = `
Examples:
  kavmon snapshot save -A cluster.json.gz    then, on any machine, later:
  kavmon check --snapshot cluster.json.gz
`;
