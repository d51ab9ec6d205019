import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../text/format-duration.ts';

/** Which registrations: OR within a flag, AND across flags. */
export interface FilterFlags {
  readonly group: readonly string[];
  readonly name: readonly string[];
  readonly service: readonly string[];
}

/** Where the registrations come from. */
export interface CatalogueFlags {
  readonly config: readonly string[];
  readonly checks: readonly string[];
}

/** Which cluster, and which part of it. */
export interface ScopeFlags {
  readonly namespace: readonly string[];
  readonly allNamespaces: boolean;
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly snapshot?: string;
}

/** Adds a comma list that may be repeated. */
const list = (value: string, before: readonly string[]): readonly string[] => [
  ...before,
  ...value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
];

/** Adds a value of a flag that may be given again. */
export const repeated = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const repeatable = (flags: string, text: string, parse = repeated) =>
  new Option(flags, text).argParser(parse).default([], 'all');

export const withFilters = (command: Command): Command =>
  command
    .addOption(repeatable('-g, --group <group,..>', 'only checks of these groups', list))
    .addOption(repeatable('-n, --name <name,..>', 'only checks of these names', list))
    .addOption(repeatable('-s, --service <service,..>', 'only checks of these services', list));

export const withCatalogue = (command: Command): Command =>
  command
    .addOption(
      new Option('-c, --config <file>', 'configuration; several are merged in order')
        .argParser(repeated)
        .default([], '$KAVMON_CONFIG, /etc/kavmon/*.yaml or ./kavmon.yaml'),
    )
    .addOption(
      new Option('--checks <dir>', 'more checks, as .ts or .js modules').argParser(repeated).default([], 'none'),
    );

/** `snapshot: false` for commands that have no use for a saved cluster. */
export const withScope = (command: Command, { snapshot = true } = {}): Command => {
  command
    .addOption(
      new Option('--namespace <ns>', 'look at this namespace; repeatable')
        .argParser(list)
        .default([], "the pod's own, or the context's"),
    )
    .option('--all-namespaces', 'look at every namespace', false)
    .option('--context <name>', 'context of the kubeconfig')
    .option('--kubeconfig <file>', 'kubeconfig to use');
  return snapshot ? command.option('--snapshot <path>', 'judge a saved cluster instead of a live one') : command;
};

/** A whole number of at least `least`. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least) throw new InvalidArgumentError(`A whole number of at least ${least}.`);
    return value;
  };

/** A duration in milliseconds. */
export const milliseconds = (text: string): number => {
  const value = parseDuration(/^\d+(\.\d+)?$/.test(text) ? Number(text) : text);
  if (value === undefined) throw new InvalidArgumentError('Seconds, or a duration such as 500ms, 30s or 5m.');
  return value;
};

/** The same of something that cannot do without a limit. */
export const someMilliseconds = (text: string): number => {
  const value = milliseconds(text);
  if (value === 0) throw new InvalidArgumentError('More than 0; --no-metrics sends none.');
  return value;
};

/** `I/N`, counted from 1. */
export const shard = (text: string): { readonly index: number; readonly count: number } => {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || index < 1 || index > count) {
    throw new InvalidArgumentError('I/N, counted from 1: 1/3, 2/3, 3/3.');
  }
  return { index, count };
};
