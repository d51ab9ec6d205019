import fc, { type Arbitrary } from 'fast-check';
import type protobuf from 'protobufjs';
import type { PublishedField, PublishedMessages } from '../../../build/protobuf/published-messages.ts';

const anyText = fc.string({ unit: 'grapheme', maxLength: 12 });

const anyTime = fc
  .date({ min: new Date('1970-01-02T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().replace(/\.\d+Z$/, 'Z'));

/** What JSON has for these, before zero is left out. */
const SCALARS: Readonly<Record<string, Arbitrary<unknown>>> = {
  string: anyText,
  bytes: fc.constantFrom('', 'AAECAw=='),
  int32: fc.oneof(fc.constant(0), fc.integer()),
  int64: fc.oneof(fc.constant(0), fc.maxSafeInteger()),
  bool: fc.boolean(),
  Time: anyTime,
  MicroTime: anyTime.map((time) => time.replace('Z', '.123456Z')),
  Quantity: fc.constantFrom('0', '100m', '2', '1536Mi', '1e3'),
  IntOrString: fc.oneof(fc.integer(), anyText),
  FieldsV1: fc.constant({ 'f:metadata': {} }),
};

/** Objects that stand deeper have only what they must, for their size. */
const MAX_READ_DEPTH = 7;
const MAX_DEPTH = 3;

/**
 * Objects of a message as Go writes them as JSON. `isRead` tells of which fields many objects have a value; the others are there to
 * be skipped.
 */
export const goObjects = (
  published: PublishedMessages,
  isRead: (message: protobuf.Type, field: PublishedField) => boolean,
) => {
  const anyValue = ({ field }: PublishedField, depth: number): Arbitrary<unknown> => {
    const type = field.resolvedType as protobuf.Type | null;
    const scalar = SCALARS[type?.name ?? field.type];
    if (scalar !== undefined) return scalar;
    return type === null || published.fields(type).length === 0 ? fc.constant(undefined) : objectOf(type, depth + 1);
  };
  const fieldOf = (message: protobuf.Type, one: PublishedField, depth: number): Arbitrary<unknown> => {
    if (isAlwaysThere(one)) return anyValue(one, depth);
    const read = isRead(message, one);
    if (depth > (read ? MAX_READ_DEPTH : MAX_DEPTH)) return fc.constant(undefined);
    const arbitrary = anyPlural(one, anyValue(one, depth));
    return fc.oneof({ weight: read ? 1 : 8, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary });
  };
  const objectOf = (message: protobuf.Type, depth: number): Arbitrary<object> => {
    const fields = published.fields(message);
    const own = fields.filter(({ json }) => json.name !== undefined);
    const record = fc.record(Object.fromEntries(own.map((one) => [one.json.name, fieldOf(message, one, depth)])));
    const inline = fields.filter(({ json }) => json.name === undefined);
    const inner = inline.map(({ field }) => objectOf(field.resolvedType as protobuf.Type, depth));
    return fc.tuple(record, ...inner).map((parts) => JSON.parse(JSON.stringify(Object.assign({}, ...parts))));
  };
  return (message: protobuf.Type): Arbitrary<object> => objectOf(message, 0);
};

/** Go leaves no struct out, whatever its tag says; a zero time is null, which is the same as none. */
const isAlwaysThere = ({ field, json }: PublishedField): boolean => {
  if (field.map || field.repeated || json.isPointer) return false;
  return field.resolvedType === null ? !json.omitsZero : !field.resolvedType.name.endsWith('Time');
};

const anyPlural = ({ field, json }: PublishedField, value: Arbitrary<unknown>): Arbitrary<unknown> => {
  if (field.map) return fc.dictionary(anyText, value, { minKeys: 1, maxKeys: 3 });
  if (field.repeated) return fc.array(value, { minLength: 1, maxLength: 3 });
  return json.isPointer ? value : value.map((found) => found || undefined);
};
