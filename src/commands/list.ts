import type { Registration } from '../check/check.ts';
import { type CheckFilters, matchByFilters } from '../config/select.ts';
import { formatColumns } from '../text/columns.ts';
import { wrapText } from '../text/display-width.ts';
import { formatDuration } from '../text/duration-text.ts';
import { stringifyPortably } from '../text/portable-json.ts';
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
  return `${stringifyPortably({ registrations: rows, unused }, 2)}\n`;
};

const listTable = (registrations: readonly Registration[], unused: readonly string[], io: CommandIo): string => {
  const width = io.isTerminal ? io.columns : 0;
  const columns = registrations.map(({ group, name, service, enabled, timeoutMs, severity }) => [
    group,
    name,
    service,
    enabled ? 'yes' : 'no',
    formatDuration(timeoutMs),
    severity,
  ]);
  const titles = registrations.map(({ title }) => title);
  const isNarrow = width > 0 && width < NARROWEST_WITH_TITLES;
  const table = isNarrow ? titlesBelow(columns, titles) : titlesBeside(columns, titles, width);
  if (unused.length === 0) return table;
  const rest = `Run once a service of the configuration lists them: ${unused.join(', ')}`;
  return `${table}\n${wrapText(rest, width || Number.POSITIVE_INFINITY).join('\n')}\n`;
};

const HEADER = ['GROUP', 'NAME', 'SERVICE', 'ENABLED', 'TIMEOUT', 'SEVERITY'];

/** Columns of a terminal that leave room for titles beside the names. */
const NARROWEST_WITH_TITLES = 110;

const titlesBeside = (columns: readonly (readonly string[])[], titles: readonly string[], width: number): string =>
  formatColumns([[...HEADER, 'TITLE'], ...columns.map((row, index) => [...row, titles[index] ?? ''])], width);

/** Each title on a line of its own, so that none stands in a column of a few characters. */
const titlesBelow = (columns: readonly (readonly string[])[], titles: readonly string[]): string => {
  const [header = '', ...lines] = formatColumns([HEADER, ...columns])
    .trimEnd()
    .split('\n');
  const rows = lines.map((line, index) => `${line}\n  ${titles[index] ?? ''}\n`);
  return `${header}\n${rows.join('')}`;
};
