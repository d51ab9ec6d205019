import type * as z from 'zod';

/** A JSON Schema (draft 2020-12), or a part of one. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Keywords whose value is a schema, a list of schemas, or schemas by name (JSON Schema 2020-12, chapter 10). */
const SINGLE_KEYWORDS = ['items', 'additionalProperties', 'propertyNames', 'contains', 'not', 'if', 'then', 'else'];
const LIST_KEYWORDS = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const MAP_KEYWORDS = ['properties', 'patternProperties', '$defs'];

/** The schema with every schema in it, and itself last, replaced by what `change` returns for it. */
export const mapSchemas = (schema: JsonSchema, change: (schema: JsonSchema) => JsonSchema): JsonSchema => {
  const mapped = (value: unknown): unknown => (isSchema(value) ? mapSchemas(value, change) : value);
  const entries = Object.entries(schema).map(([keyword, value]) => {
    if (SINGLE_KEYWORDS.includes(keyword)) return [keyword, mapped(value)];
    if (LIST_KEYWORDS.includes(keyword) && Array.isArray(value)) return [keyword, value.map(mapped)];
    if (MAP_KEYWORDS.includes(keyword) && isSchema(value)) {
      return [keyword, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapped(one)]))];
    }
    return [keyword, value];
  });
  return change(Object.fromEntries(entries));
};

/** False for `true` and `false`, which are schemas with nothing in them. */
const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
