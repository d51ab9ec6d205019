import * as z from 'zod';
import type { CheckMetadata } from '../../check/check.ts';
import { inputSchema } from '../../check/describe-parameters.ts';
import { fileSchema, refuseParameterClashes, takesUnknownParameters } from '../file/schema.ts';
import { buildShape, everyWord } from '../registrations/schema-parts.ts';
import { registrationParts } from '../registrations/tuning.ts';
import { registrationKeys } from '../registrations/tuning-keys.ts';
import { dropNoise, inlineAnyValue } from './drop-noise.ts';
import { formatJson } from './format-json.ts';
import { ifThen } from './if-then.ts';
import { type JsonSchema, mapSchemas } from './map-schemas.ts';
import { mergeUnion } from './merge-unions.ts';
import { extractTitled, type SchemaDefinitions } from './titled-parts.ts';

/**
 * JSON Schema (draft 2020-12) of a config file for a catalogue, as text: for editors, Helm and the repository. Each check and
 * each part that several share is defined once, under `$defs`; a mistake makes one error of a validator wherever possible.
 * @throws {UsageError} when a check has a parameter named like a key of registrations.
 */
export const configJsonSchema = (catalogue: readonly CheckMetadata[]): string => {
  refuseParameterClashes(catalogue);
  const definitions: SchemaDefinitions = { registration: {}, namedCheck: {} };
  const { $schema, ...file } = convertSchema(fileSchema([]), definitions);
  const registration = convertSchema(z.strictObject(buildShape(registrationParts, everyWord)), definitions);
  const shape = Object.fromEntries(catalogue.map(({ name, params }) => [name, params]));
  const { properties: parameters = {} } = convertSchema(z.object(shape), definitions);
  Object.assign(definitions, {
    // Without a type: what refers to it decides whether a list of registrations is allowed, too.
    registration: { properties: registration.properties },
    tunedChecks: tunedChecks(catalogue),
    serviceChecks: serviceChecks(catalogue),
    namedCheck: namedCheck(catalogue),
    ...Object.fromEntries(
      catalogue.map((check) => [definitionName(check), checkDefinition(check, parameters[check.name] as JsonSchema)]),
    ),
  });
  const schema = { $schema, title: 'kavmon configuration', ...file, $defs: definitions };
  return `${formatJson(schema)}\n`;
};

const convertSchema = (schema: z.ZodType, definitions: SchemaDefinitions): JsonSchema => {
  const merged = mapSchemas(inputSchema(schema), (part) => mergeUnion(dropNoise(part)));
  const { $defs = {}, ...titled } = extractTitled(inlineAnyValue(merged), definitions);
  Object.assign(definitions, $defs);
  return titled;
};

/** No other definition has a dot in its name. */
const definitionName = ({ name }: CheckMetadata): string => `check.${name}`;

const referTo = (name: string): JsonSchema => ({ $ref: `#/$defs/${name}` });

/**
 * One registration of a check or a list of them: which of the two is allowed, and the keys that all checks have, are left to
 * what refers to it. Parameters may come from the tuning of the check, so none is required.
 */
const checkDefinition = (
  check: CheckMetadata,
  { properties, additionalProperties = true }: JsonSchema,
): JsonSchema => ({
  description: check.title,
  properties: { check: { const: check.name }, ...properties },
  patternProperties: { [`^(?:${registrationKeys.join('|')})$`]: true },
  additionalProperties: takesUnknownParameters(check) ? additionalProperties : false,
  items: referTo(definitionName(check)),
});

const checkProperties = (catalogue: readonly CheckMetadata[]): Record<string, JsonSchema> =>
  Object.fromEntries(catalogue.map((check) => [check.name, referTo(definitionName(check))]));

/** Definition of `checks` of the file. */
const tunedChecks = (catalogue: readonly CheckMetadata[]): JsonSchema => ({
  type: 'object',
  properties: checkProperties(catalogue),
  additionalProperties: false,
  allOf: [
    {
      additionalProperties: {
        type: 'object',
        ...referTo('registration'),
        properties: { name: false, check: false },
      },
    },
  ],
});

/** Definition of `checks` and `dependsOn` of a service. */
const serviceChecks = (catalogue: readonly CheckMetadata[]): JsonSchema => ({
  type: 'object',
  properties: checkProperties(catalogue),
  additionalProperties: referTo('namedCheck'),
  allOf: [
    {
      additionalProperties: {
        type: ['object', 'array'],
        ...referTo('registration'),
        minItems: 1,
        items: { type: 'object', ...referTo('registration') },
      },
    },
  ],
});

/** A registration under a name of its own, with the key `check`. */
const namedCheck = (catalogue: readonly CheckMetadata[]): JsonSchema => ({
  properties: { name: false, check: { enum: catalogue.map(({ name }) => name) } },
  required: ['check'],
  ...ifThen(
    { type: 'object', required: ['check'] },
    {
      allOf: catalogue.map((check) =>
        ifThen({ properties: { check: { const: check.name } } }, referTo(definitionName(check))),
      ),
    },
  ),
  else: ifThen({ type: 'array' }, { type: 'object' }),
});
