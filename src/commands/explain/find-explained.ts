import type { CheckMetadata } from '../../check/check.ts';
import { CLUSTER_SERVICE } from '../../config/registrations/usages.ts';
import type { CommandIo } from '../command-line/io.ts';
import { type CommandInput, readConfiguration } from '../input/configuration.ts';

/**
 * The check that somebody means: by its name, by that behind its group or `cluster`, or by the id or name of a registration
 * of the configuration. A configuration that cannot be used has none.
 */
export const findExplained = async (
  subject: string,
  source: CommandInput,
  io: CommandIo,
): Promise<CheckMetadata | undefined> => {
  const { catalogue } = source;
  const named = findNamed(subject, catalogue);
  if (named !== undefined) return named;
  const registrations = await readConfiguration(source, io).then(
    ({ config }) => config.registrations,
    () => [],
  );
  const registration = registrations.find(({ id, name }) => id === subject || name === subject);
  return catalogue.find(({ name }) => name === registration?.check);
};

/** The check of a catalogue that is named by its name, or by that behind its group or `cluster`. */
export const findNamed = (subject: string, catalogue: readonly CheckMetadata[]): CheckMetadata | undefined =>
  catalogue.find(({ name, group }) => [name, `${group}/${name}`, `${CLUSTER_SERVICE}/${name}`].includes(subject));
