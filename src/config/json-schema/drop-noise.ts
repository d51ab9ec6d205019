import { type JsonSchema, mapSchemas } from './map-schemas.ts';

/** The schema without what zod writes out although it holds of every value: bounds of safe integers, keys that are text. */
export const dropNoise = (schema: JsonSchema): JsonSchema =>
  Object.fromEntries(Object.entries(schema).filter(([keyword, value]) => !isNoise(keyword, value)));

const isNoise = (keyword: string, value: unknown): boolean =>
  (keyword === 'minimum' && value === Number.MIN_SAFE_INTEGER) ||
  (keyword === 'maximum' && value === Number.MAX_SAFE_INTEGER) ||
  (keyword === 'propertyNames' && JSON.stringify(value) === '{"type":"string"}');

/** The schema without references to zod's definitions of any JSON value: what has no keyword takes any value, too. */
export const inlineAnyValue = (schema: JsonSchema): JsonSchema => {
  const { $defs = {}, ...rest } = schema;
  const defs = Object.entries($defs as Readonly<Record<string, JsonSchema>>);
  const names = defs.filter(([name, def]) => isAnyValue(def, `#/$defs/${name}`)).map(([name]) => `#/$defs/${name}`);
  const others = Object.fromEntries(defs.filter(([name]) => !names.includes(`#/$defs/${name}`)));
  return mapSchemas({ ...rest, $defs: others }, ({ $ref, ...part }) =>
    $ref === undefined || names.includes($ref) ? dropAnyValue(part) : { ...part, $ref },
  );
};

/** Text, number, true or false, nothing, or lists and mappings of itself. */
const isAnyValue = ({ type, items, additionalProperties, ...others }: JsonSchema, reference: string): boolean =>
  Array.isArray(type) &&
  type.length === 6 &&
  Object.keys(others).length === 0 &&
  [items, additionalProperties].every((part) => (part as JsonSchema | undefined)?.$ref === reference);

const dropAnyValue = (schema: JsonSchema): JsonSchema =>
  Object.fromEntries(
    Object.entries(schema).filter(
      ([keyword, value]) => keyword !== 'additionalProperties' || JSON.stringify(value) !== '{}',
    ),
  );
