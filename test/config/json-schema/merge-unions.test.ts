import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../../src/config/json-schema/map-schemas.ts';
import { mergeUnion } from '../../../src/config/json-schema/merge-unions.ts';

const singleKeySchema = (key: string): JsonSchema => ({
  type: 'object',
  properties: { [key]: { type: 'string' } },
  required: [key],
  additionalProperties: false,
});

describe('a union of schemas', () => {
  it('becomes one schema where its branches differ in type', () => {
    const union: JsonSchema = {
      description: 'x',
      anyOf: [
        { type: 'string', minLength: 1 },
        { type: 'array', minItems: 2 },
      ],
    };
    expect(mergeUnion(union)).toEqual({ description: 'x', type: ['string', 'array'], minLength: 1, minItems: 2 });
  });

  it('becomes one mapping where each branch has a key of its own', () => {
    expect(mergeUnion({ oneOf: [{ type: 'number' }, singleKeySchema('a'), singleKeySchema('b')] })).toEqual({
      type: ['number', 'object'],
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 1,
    });
  });

  it.each([
    ['two numbers', [{ type: 'number', minimum: 5 }, { type: 'integer' }]],
    ['values', [{ type: 'string', enum: ['a'] }, { type: 'number' }]],
    ['a reference', [{ $ref: '#/$defs/a' }, { type: 'number' }]],
    ['any value', [{}, { type: 'number' }]],
    ['one key twice', [singleKeySchema('a'), { ...singleKeySchema('a'), properties: { a: { type: 'number' } } }]],
    ['two kinds of mappings', [singleKeySchema('a'), { type: 'object', properties: {} }]],
  ] as const)('stays as it is with %s', (_, anyOf) => {
    const union = { anyOf: [...anyOf] } as never;
    expect(mergeUnion(union)).toEqual(union);
  });
});
