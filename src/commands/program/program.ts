import { Argument, Command, Option } from 'commander';
import { levels, logFormats } from '../../log/line.ts';
import { UsageError } from '../../model/errors.ts';
import { reportFormats } from '../../report/formats/index.ts';
import { alternatives } from '../../text/nearest.ts';
import type { CheckFlags } from '../check/flags.ts';
import { addClusterCommands } from './cluster-commands.ts';
import type { Means } from './command-context.ts';
import {
  milliseconds,
  repeated,
  shard,
  someMilliseconds,
  wholeNumber,
  withCatalogue,
  withFilters,
  withScope,
} from './options.ts';
import { addOthers } from './other-commands.ts';

const EXAMPLES = `Examples:
  kavmon                                     run every check
  kavmon check -g pods,workloads             what runs in the cluster
  kavmon check -s payments-api -t 10         one service, each check at most 10 seconds
  kavmon check -g dependency                 start-up gate: exit 0 once everything needed answers
  kavmon check --snapshot saved.json.gz      judge a cluster saved with "kavmon snapshot save"
  kavmon check -o json -o junit=report.xml   JSON on standard output, JUnit in a file
  kavmon explain crash-loops                 what a check looks at, and what to do when it is red

`;

const EXITS = `
Exit codes: 0 everything healthy, 1 something is not, 2 could not start, 130 or 143 interrupted. With --cronjob always 0
once the command line was understood.
`;

/** The command line; commander is told here only what there is, each command is loaded when it runs. */
export const programOf = (means: Means): Command => {
  const program = new Command('kavmon')
    .description('One-shot availability monitor for Kubernetes: what is broken, where, why, and what to do.')
    .helpCommand(false)
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', EXITS);
  addCheck(program, means);
  addOthers(program, means);
  addClusterCommands(program, means);
  return program;
};

const addCheck = (program: Command, { io, builtIn, end }: Means): void => {
  const command = program
    .command('check', { isDefault: true })
    .description('run the selected checks (also without the word check)')
    .addArgument(new Argument('[nothing...]'))
    .usage('[options]')
    .configureHelp({ visibleArguments: () => [] })
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', EXITS);
  const whole = withOutput(withLimits(withScope(withCatalogue(withFilters(command)))));
  whole.action(async (words: readonly string[], flags: CheckFlags) => {
    if (words[0] !== undefined) throw unknownCommand(words[0], program);
    const { check } = await import('../check.ts');
    end(await check(flags, io, await builtIn()));
  });
};

const unknownCommand = (word: string, program: Command): UsageError => {
  const known = program
    .createHelp()
    .visibleCommands(program)
    .map((command) => command.name());
  return new UsageError(`unknown command "${word}": ${alternatives(word, known)}`);
};

const withLimits = (command: Command): Command =>
  command
    .addOption(
      new Option('-w, --num-workers <n>', "worker threads; 0: the container's CPUs")
        .argParser(wholeNumber(0))
        .default(0),
    )
    .addOption(
      new Option('-t, --timeout <seconds>', "overrides every check's timeout; 0: each its own")
        .argParser(milliseconds)
        .default(0, '0'),
    )
    .addOption(new Option('--run-timeout <seconds>', 'limit of the whole run; 0: none').argParser(milliseconds))
    .addOption(new Option('--shard <i/n>', "this process's share of the checks, counted from 1").argParser(shard))
    .option('--cronjob', 'exit 0 whatever the checks say', false)
    .addOption(
      new Option('--fail-on <status>', 'least status that exits 1').choices(['failed', 'degraded']).default('failed'),
    )
    .option('--no-pod-logs', 'read no container logs to explain crashes')
    .option('--no-ignore-annotations', 'do not honour ignores that stand on the objects themselves');

const withOutput = (command: Command): Command =>
  command
    .addOption(
      new Option('-o, --output <format[=path]>', `document to write, repeatable: ${reportFormats.join(', ')}`)
        .argParser(repeated)
        .default([], 'table on a terminal, else none beside the log'),
    )
    .addOption(
      new Option(
        '-l, --log-level <level>',
        'least level logged; from warning on only the report is printed (default: info)',
      ).choices(levels),
    )
    .addOption(new Option('--log-format <format>', 'shape of the log lines (default: logstash)').choices(logFormats))
    .option('--no-metrics', 'send no metrics')
    .option('--strict-telemetry', 'exit 1 when metrics could not be sent', false)
    .addOption(
      new Option('--telemetry-timeout <seconds>', 'limit of the export of metrics')
        .argParser(someMilliseconds)
        .default(5000, '5'),
    );
