import { type Command, Option } from 'commander';
import type { Ending } from '../cli.ts';
import { UsageError } from '../errors.ts';
import { alternatives } from '../nearest.ts';
import type { CheckFlags } from './check.ts';
import type { Io } from './io.ts';
import { milliseconds, shard, wholeNumber, withCatalogue, withFilters, withScope } from './options.ts';

type End = (ending: Ending) => void;

const EXAMPLES = `
Examples:
  kavmon                                       run every check
  kavmon check -g pods,workloads               the cluster's pods and workloads
  kavmon check -s payments-api -t 10           one service, 10 seconds at most for each check
  kavmon check --snapshot cluster.json.gz      judge somebody else's cluster, saved with: kavmon snapshot save FILE
  kavmon check -g dependency                   start-up gate: exits 0 once all of it answers
  kavmon check -o json -o junit=report.xml     JSON on standard output, JUnit in a file
  kavmon explain crash-loops                   what a check looks at, and what to do when it is red

Exit codes: 0 healthy, 1 something is not, 2 could not start, 130/143 interrupted; with --cronjob always 0.
`;

/** Adds `check`, which bare \`kavmon\` runs too. */
export const addCheck = (program: Command, io: Io, end: End): void => {
  const command = program
    .command('check', { isDefault: true })
    .description('run the selected checks and say what is broken, where, why and what to do')
    .argument('[nothing...]')
    .addHelpText('before', EXAMPLES.trimStart());
  command.configureHelp({ visibleArguments: () => [] });
  withRunOptions(withScope(withCatalogue(withFilters(command)))).action(async (words: string[], flags: CheckFlags) => {
    if (words[0] !== undefined) throw unknownCommand(words[0], program);
    const { check } = await import('./check.ts');
    end(await check(flags, io));
  });
};

const unknownCommand = (word: string, program: Command): UsageError => {
  const known = program.commands.map((command) => command.name());
  return new UsageError(`unknown command "${word}"${alternatives(word, known)} Known: ${known.join(', ')}`);
};

const withRunOptions = (command: Command): Command =>
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
    .addOption(new Option('--run-timeout <seconds>', 'limit of the whole run').argParser(milliseconds))
    .option('--cronjob', 'exit 0 whatever the checks say', false)
    .addOption(
      new Option(
        '-l, --log-level <level>',
        'least level that is logged; from warning on only the final report is printed',
      )
        .choices(['debug', 'info', 'warning', 'error', 'critical'])
        .default('info'),
    )
    .addOption(
      new Option('--log-format <format>', 'shape of the log lines')
        .choices(['logstash', 'ecs', 'json', 'text'])
        .default('logstash'),
    )
    .addOption(
      new Option('-o, --output <format[=path]>', 'document to write; repeatable')
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([], 'table on a terminal, else log lines'),
    )
    .addOption(
      new Option('--fail-on <status>', 'least status that exits 1').choices(['failed', 'degraded']).default('failed'),
    )
    .addOption(new Option('--shard <i/n>', "this process's share of the checks").argParser(shard))
    .option('--no-metrics', 'send no metrics')
    .option('--strict-telemetry', 'exit 1 when metrics could not be sent', false)
    .addOption(
      new Option('--telemetry-timeout <seconds>', 'limit of the export of metrics')
        .argParser(milliseconds)
        .default(5000, '5'),
    )
    .option('--no-pod-logs', 'read no container logs to explain crashes')
    .option('--no-ignore-annotations', 'do not honour ignores that stand on the objects themselves');
