import type { Described } from '../../check/check.ts';
import { inputSchema } from '../../check/parameters.ts';
import { fileSchema } from './schema.ts';

/** JSON Schema (draft 2020-12) of a config file for a catalogue, as text: for editors, and kept in the repository. */
export const configJsonSchema = (catalogue: readonly Described[]): string => {
  const { $schema, ...schema } = inputSchema(fileSchema(catalogue, 'whole'));
  return `${JSON.stringify({ $schema, title: 'kavmon configuration', ...schema }, null, 2)}\n`;
};
