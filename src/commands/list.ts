import type { Registration } from '../check/check.ts';
import { type CheckFilters, matchByFilters } from '../config/select.ts';
import { formatColumns } from '../text/columns.ts';
import { formatDuration } from '../text/duration-text.ts';
import type { CommandIo } from './command-line/io.ts';
import { type CommandInput, readConfiguration } from './input/configuration.ts';

export interface ListOptions extends CheckFilters, CommandInput {
  readonly output: 'table' | 'json';
}

/**
 * Prints what there is to select from, also what is off, and which checks of the catalogue nobody uses. Returns the exit code.
 * @throws {UsageError} on a configuration or a filter that cannot be used.
 */
export const listChecks = async (options: ListOptions, io: CommandIo): Promise<number> => {
  const { config } = await readConfiguration(options, io);
  const registrations = matchByFilters(config.registrations, options, config);
  const used = new Set(config.registrations.map(({ check }) => check));
  const unused = options.catalogue.map(({ name }) => name).filter((name) => !used.has(name));
  io.stdout(options.output === 'json' ? listJson(registrations, unused) : listTable(registrations, unused, io));
  return 0;
};

const listJson = (registrations: readonly Registration[], unused: readonly string[]): string => {
  const rows = registrations.map(({ id, group, name, check, service, enabled, timeoutMs, severity, title }) => {
    return { id, group, name, check, service, enabled, timeoutMs, severity, title };
  });
  return `${JSON.stringify({ registrations: rows, unused }, null, 2)}\n`;
};

const listTable = (registrations: readonly Registration[], unused: readonly string[], io: CommandIo): string => {
  const rows = registrations.map(({ group, name, service, enabled, timeoutMs, severity, title }) => [
    group,
    name,
    service,
    enabled ? 'yes' : 'no',
    formatDuration(timeoutMs),
    severity,
    title,
  ]);
  const header = ['GROUP', 'NAME', 'SERVICE', 'ENABLED', 'TIMEOUT', 'SEVERITY', 'TITLE'];
  const table = formatColumns([header, ...rows], io.isTerminal ? io.columns : 0);
  if (unused.length === 0) return table;
  return `${table}\nRun once a service of the configuration lists them: ${unused.join(', ')}\n`;
};
