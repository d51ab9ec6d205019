import { configError } from '../config/file/config-problem.ts';
import type { Json } from '../model/json.ts';
import { formatColumns } from '../text/columns.ts';
import { pluralize } from '../text/pluralize.ts';
import { stringifyPortably } from '../text/portable-json.ts';
import type { CommandIo } from './command-line/io.ts';
import { type CommandInput, readConfiguration } from './input/configuration.ts';

/**
 * Reads the whole configuration and says what it read. Returns the exit code: 2 when a secret is there and of no use. One that
 * is not there may be where kavmon runs.
 * @throws {UsageError} with every problem of every file.
 */
export const validateConfig = async (source: CommandInput, io: CommandIo): Promise<number> => {
  const { config, redactor } = await readConfiguration(source, io);
  const problems = config.registrations.filter(({ problem }) => problem !== undefined);
  const malformed = problems.filter((registration) => registration.malformed === true).length;
  const lines = [
    `Files: ${config.files.join(', ') || 'none'}`,
    `Services: ${config.services.join(', ')}`,
    `Registrations: ${config.registrations.length}, ${config.registrations.filter(({ enabled }) => enabled).length} of them enabled`,
    `Ignores: ${config.ignores.length}`,
    ...problems.map(({ id, problem = '' }) => `Cannot run here: ${id}: ${problem}`),
    malformed === 0
      ? 'The configuration is valid.'
      : `The configuration cannot be used: secrets of ${pluralize(malformed, 'registration')} have the wrong form.`,
  ];
  io.stdout(redactor.text(`${lines.join('\n')}\n`));
  return malformed === 0 ? 0 : 2;
};

export interface ConfigViewOptions extends CommandInput {
  readonly output: 'table' | 'json';
  /** Folders of `--checks`. */
  readonly checks: readonly string[];
}

/**
 * Prints every value in force with its origin, secrets masked. Returns the exit code.
 * @throws {UsageError} with every problem of every file.
 */
export const viewConfig = async (options: ConfigViewOptions, io: CommandIo): Promise<number> => {
  const { config, redactor } = await readConfiguration(options, io);
  const { listSettings } = await import('../config/effective-settings.ts');
  const settings = redactor.json(listSettings(config, io.env, options.checks));
  const rows = settings.map(({ key, value, origin }) => [key, valueText(value), origin]);
  const table = () => formatColumns([['KEY', 'VALUE', 'ORIGIN'], ...rows]);
  io.stdout(options.output === 'json' ? `${stringifyPortably(settings, 2)}\n` : table());
  return 0;
};

const valueText = (value: Json): string => {
  if (value === null) return '-';
  return typeof value === 'string' && !value.includes('\n') ? value : JSON.stringify(value);
};

/**
 * Prints the JSON Schema of a config file, for editors. Returns the exit code.
 * @throws {UsageError} when a config file is no sound YAML: it may name own checks.
 */
export const printConfigSchema = async (
  { catalogue, configFiles }: Pick<CommandInput, 'catalogue' | 'configFiles'>,
  io: CommandIo,
): Promise<number> => {
  const problems = configFiles?.problems ?? [];
  if (problems.length > 0) throw configError(problems);
  const { configJsonSchema } = await import('../config/json-schema/config-schema.ts');
  io.stdout(configJsonSchema(catalogue));
  return 0;
};
