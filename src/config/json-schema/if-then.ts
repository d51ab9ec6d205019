import type { JsonSchema } from './map-schemas.ts';

/** A rule of JSON Schema for the values that keep to a condition. */
export const ifThen = (condition: JsonSchema, consequence: JsonSchema): JsonSchema => ({
  if: condition,
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
  then: consequence,
});
