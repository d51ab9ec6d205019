import { isDeepStrictEqual } from 'node:util';
import { type JsonSchema, mapSchemas } from './map-schemas.ts';

/** Parts of schemas by name, as `$defs` holds them. */
export type SchemaDefinitions = Record<string, JsonSchema>;

/** A title that needs no escaping in a `$ref`. */
const DEFINITION_NAME = /^[a-zA-Z][\w-]*$/;

/**
 * The schema with a `$ref` in place of every part that has a title, a duration for one; the part itself is added to the
 * definitions, unless its name is taken by another one. The description and default of one use stay beside the `$ref`.
 */
export const extractTitled = (schema: JsonSchema, definitions: SchemaDefinitions): JsonSchema =>
  mapSchemas(schema, (part) => {
    const { title, description, default: fallback, ...content } = part;
    if (title === undefined || !DEFINITION_NAME.test(title)) return part;
    definitions[title] ??= content;
    if (!isDeepStrictEqual(definitions[title], content)) return part;
    return {
      ...(description === undefined ? {} : { description }),
      ...(fallback === undefined ? {} : { default: fallback }),
      $ref: `#/$defs/${title}`,
    };
  });
