import { Command, Help, type Option } from 'commander';
import { versionLine } from '../../process/version.ts';
import { registerCheck } from './check.ts';
import type { CommandContext, RegisterVerb } from './command-context.ts';
import { registerCompletion } from './completion.ts';
import { registerConfig } from './config.ts';
import { registerDrill } from './drill.ts';
import { registerExplain } from './explain.ts';
import { registerInit } from './init.ts';
import { registerList } from './list.ts';
import { registerRbac } from './rbac.ts';
import { registerSnapshot } from './snapshot.ts';
import { registerStatus } from './status.ts';
import { registerTriage } from './triage.ts';
import { registerVersion } from './version.ts';

const EXAMPLES_HELP = `Examples:
  kavmon                                    run every check
  kavmon check -g pods,workloads            what runs in the cluster
  kavmon check -s payments-api -t 10        one service, 10 seconds a check
  kavmon check --release shop --wait 10m    until what was deployed is up
  kavmon check --snapshot saved.json.gz     a saved cluster
  kavmon check -o json -o junit=r.xml       JSON on stdout, JUnit in a file
  kavmon check --since last.json            what is new since that report
  kavmon triage ingress/shop -n shop        where a request breaks, link by link
  kavmon status deploy/cart -n shop         what state each replica is in
  kavmon explain crash-loops                what a check looks at, what to do

`;

const EXIT_CODES_HELP = `
Exit codes: 0 everything healthy, 1 something is not, 2 could not start,
130 or 143 interrupted. With --cronjob always 0 once the command line was
understood.
`;

/** In the order of the help. */
const REGISTER_VERBS: readonly RegisterVerb[] = [
  registerCheck,
  registerTriage,
  registerStatus,
  registerList,
  registerExplain,
  registerInit,
  registerConfig,
  registerCompletion,
  registerVersion,
  registerRbac,
  registerSnapshot,
  registerDrill,
];

/** That a flag is off until it is given goes without saying. */
const describeOption = (option: Option): string =>
  option.defaultValue === false ? option.description : new Help().optionDescription(option);

/** The command line of kavmon with all its verbs. */
export const createProgram = (context: CommandContext): Command => {
  const program = new Command(context.name)
    .description('One-shot availability monitor for Kubernetes: what is broken, where, why, and what to do.')
    .version(versionLine, '-V, --version', 'print the versions that a bug report needs')
    .helpCommand(false)
    .configureHelp({ optionDescription: describeOption });
  for (const register of REGISTER_VERBS) register(program, context);
  for (const command of [program, ...program.commands.filter((one) => one.name() === 'check')])
    command
      .addHelpText('before', EXAMPLES_HELP.replaceAll('kavmon', context.name))
      .addHelpText('after', EXIT_CODES_HELP);
  return program;
};
