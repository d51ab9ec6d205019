import { Argument, type Command, Option } from 'commander';
import { checkGroups } from '../../check/check.ts';
import { EXPLAIN_LIMITS } from '../../kubernetes/explainer.ts';
import { logFormats, logLevels } from '../../log/log-event.ts';
import { UsageError } from '../../model/errors.ts';
import { reportFormats } from '../../report/formats/index.ts';
import { suggestAlternatives } from '../../text/nearest-word.ts';
import type { CheckFlags } from '../check/flags.ts';
import type { RegisterVerb } from './command-context.ts';
import { repeatedValue, withCatalogue, withFilters, withObjects, withRunTimeout, withScope } from './options.ts';
import {
  parseFailOn,
  parseLogLevel,
  parseMilliseconds,
  parsePositiveLimit,
  parsePositiveMilliseconds,
  parseShard,
  wholeNumberParser,
} from './values.ts';

/** The verb that bare `kavmon` means. */
export const registerCheck: RegisterVerb = (program, { io, end }) => {
  const command = program
    .command('check', { isDefault: true })
    .description('run the selected checks (also without the word check)')
    .addArgument(new Argument('[nothing...]'))
    .usage('[options]')
    .configureHelp({ ...program.configureHelp(), visibleArguments: () => [] });
  withOutput(withLimits(withObjects(withScope(withCatalogue(withFilters(command)))))).action(
    async ([word]: readonly string[], flags: CheckFlags) => {
      if (word !== undefined) throw unknownCommandError(word, program);
      const { check } = await import('../check.ts');
      const { code, ...more } = await check(flags, io);
      end(code, more);
    },
  );
};

/** The default command gets every word that is no verb. */
const unknownCommandError = (word: string, program: Command): UsageError => {
  const verbs = program.createHelp().visibleCommands(program);
  const names = verbs.map((command) => command.name());
  if (checkGroups.some((group) => group === word))
    return new UsageError(`"${word}" is a group of checks: write -g ${word}`);
  return new UsageError(`unknown command "${word}": ${suggestAlternatives(word, names)}`);
};

const withLimits = (command: Command): Command =>
  withRunTimeout(command)
    .addOption(
      new Option('-w, --num-workers <n>', "worker threads; 0: the container's CPUs")
        .argParser(wholeNumberParser(0))
        .default(0),
    )
    .addOption(
      new Option('-t, --timeout <seconds>', "overrides every check's timeout; 0: each its own")
        .argParser(parseMilliseconds)
        .default(0, '0'),
    )
    .addOption(new Option('--shard <i/n>', "this process's share of the checks, counted from 1").argParser(parseShard))
    .addOption(
      new Option('--wait <duration>', 'run again until all is healthy, or nothing can heal, for so long')
        .argParser(parsePositiveLimit)
        .conflicts('snapshot'),
    )
    .option('--wait-for-all', 'wait also where a fault does not mend itself', false)
    .option('--cronjob', 'exit 0 whatever the checks say', false)
    .addOption(
      new Option(
        '--fail-on <what>',
        'what exits 1: failed checks; degraded, those and degraded ones; new, new problems alone (needs --since)',
      )
        .argParser(parseFailOn)
        .default('failed'),
    )
    .option(
      '--since <report>',
      'mark what is new, persists or is resolved since this report of -o json; - reads it from stdin',
    )
    .option('--no-pod-logs', 'read no container logs to explain crashes')
    .addOption(
      new Option('--explain-limit <n>', 'most logs, and namespaces asked for all their events, that explain; 0: all')
        .argParser(wholeNumberParser(0))
        .default(EXPLAIN_LIMITS.targets),
    )
    .option('--no-ignore-annotations', 'do not honour ignores that stand on the objects themselves');

const withOutput = (command: Command): Command =>
  command
    .addOption(
      new Option('-o, --output <format[=path]>', `document to write, repeatable: ${reportFormats.join(', ')}`)
        .argParser(repeatedValue)
        .default([], 'table on a terminal, else none beside the log'),
    )
    .addOption(
      new Option(
        '-l, --log-level <level>',
        'least level logged; from warning on only the report is printed (default: info)',
      )
        .choices(logLevels)
        .argParser(parseLogLevel),
    )
    .addOption(new Option('--log-format <format>', 'shape of the log lines (default: logstash)').choices(logFormats))
    .option('--verbose', 'list healthy and skipped checks too, not only how many there are', false)
    .option('--no-metrics', 'send nothing: no metrics, alerts, traces, logs')
    .option('--strict-telemetry', 'exit 1 when telemetry could not be sent', false)
    .addOption(
      new Option('--telemetry-timeout <seconds>', 'limit of sending all telemetry')
        .argParser(parsePositiveMilliseconds)
        .default(5000, '5'),
    );
