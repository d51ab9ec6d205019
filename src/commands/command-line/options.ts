import { type Command, Option } from 'commander';
import { parseLabelSelector, parseMilliseconds, parseRelease } from './values.ts';

/** How a command prints. */
export interface FormatFlag<Format extends string> {
  readonly output: Format;
}

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

/** Which objects of the cluster, whatever the configuration says; without a value all. */
export interface ObjectFlags {
  /** Label selectors. */
  readonly selector: readonly string[];
  /** Releases of Helm. */
  readonly release: readonly string[];
}

/** Adds the words of a comma list to those of the flag before. */
export const commaList = (value: string, before: readonly string[]): readonly string[] => [
  ...before,
  ...value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
];

/** Adds the value to those of the flag before. */
export const repeatedValue = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const repeatableOption = (flags: string, text: string, parse = repeatedValue) =>
  new Option(flags, text).argParser(parse).default([], 'all');

export const withFilters = (command: Command): Command =>
  command
    .addOption(repeatableOption('-g, --group <group,..>', 'only checks of these groups', commaList))
    .addOption(repeatableOption('-n, --name <name,..>', 'only checks of these names', commaList))
    .addOption(repeatableOption('-s, --service <service,..>', 'only checks of these services', commaList));

export const withCatalogue = (command: Command): Command =>
  command
    .addOption(
      new Option('-c, --config <file>', 'configuration; several are merged in order')
        .argParser(repeatedValue)
        .default([], '$KAVMON_CONFIG, /etc/kavmon/*.yaml or ./kavmon.yaml'),
    )
    .addOption(
      new Option('--checks <dir>', 'more checks, as .ts or .js modules')
        .argParser(repeatedValue)
        .default([], 'ownChecks of the configuration'),
    );

export const withFormats = (command: Command, ...formats: readonly [string, ...string[]]): Command =>
  command.addOption(new Option('-o, --output <format>', 'how to print it').choices(formats).default(formats[0]));

/**
 * `snapshot: false` for commands that have no use for a saved cluster; `short`: `-n` is the namespace, as kubectl has it,
 * where no filter by name takes it.
 */
export const withScope = (command: Command, { snapshot = true, short = false } = {}): Command => {
  command
    .addOption(
      new Option(`${short ? '-n, ' : ''}--namespace <ns>`, 'look at this namespace; repeatable')
        .argParser(commaList)
        .default([], "the pod's own, or the context's"),
    )
    .option('-A, --all-namespaces', 'look at every namespace', false)
    .option('--context <name>', 'context of the kubeconfig')
    .option('--kubeconfig <file>', 'kubeconfig to use');
  return snapshot
    ? command.option('--snapshot <path>', 'judge a saved cluster instead of a live one; - reads standard input')
    : command;
};

export const withObjects = (command: Command): Command =>
  command
    .addOption(
      new Option('--selector <labels>', 'judge only objects with these labels, and what causes their faults')
        .argParser(parseLabelSelector)
        .default([], 'all'),
    )
    .addOption(
      new Option('--release <name>', 'judge only objects of this release of Helm')
        .argParser(parseRelease)
        .default([], 'all'),
    );

/** What of a live cluster the selected checks read: flags of the commands that do not judge it. */
export type SelectionFlags = FilterFlags & CatalogueFlags & ScopeFlags & { readonly podLogs: boolean };

export const withSelection = (command: Command): Command =>
  withScope(withCatalogue(withFilters(command)), { snapshot: false }).option(
    '--no-pod-logs',
    'read no container logs to explain crashes',
  );

/** Adds the limit of a whole run. */
export const withRunTimeout = (command: Command): Command =>
  command.addOption(
    new Option('--run-timeout <seconds>', 'limit of the whole run, 120 or 2m; 0: none').argParser(parseMilliseconds),
  );

/** The flags of a command that looks at objects: where they are, and how long that may take. */
export const withInspection = (command: Command): Command =>
  withRunTimeout(withObjects(withScope(withCatalogue(command), { short: true }))).option(
    '--no-pod-logs',
    'read no container logs to explain crashes',
  );
