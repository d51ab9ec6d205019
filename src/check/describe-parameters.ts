import * as z from 'zod';
import type { Json } from '../model/json.ts';
import { DURATION_PATTERN } from '../text/duration-text.ts';
import type { CheckMetadata } from './check.ts';

/** One parameter of a check, for people. */
export interface ParameterDescription {
  readonly name: string;
  /** `text`, `number`, `GET or HEAD`, `list of text` ... */
  readonly type: string;
  readonly required: boolean;
  /** Absent when there is none. */
  readonly default?: Json;
  readonly description: string;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The parameters of a check in their order, read off its schema. */
export const describeParameters = ({ params }: Pick<CheckMetadata, 'params'>): readonly ParameterDescription[] => {
  const root = inputSchema(params);
  const defs = (root.$defs ?? {}) as Readonly<Record<string, JsonSchema>>;
  const schema = resolveReference(root, defs);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const one = resolveReference(property as JsonSchema, defs);
    return {
      name,
      type: describeType(property as JsonSchema, defs),
      required: (schema.required ?? []).includes(name),
      ...(one.default === undefined ? {} : { default: one.default as Json }),
      description: one.description ?? '',
    };
  });
};

/** The schema with what it refers to; what stands beside the reference wins. */
const resolveReference = (schema: JsonSchema, defs: Readonly<Record<string, JsonSchema>>): JsonSchema => {
  const { $ref, ...own } = schema;
  return $ref === undefined ? own : { ...defs[$ref.replace('#/$defs/', '')], ...own };
};

/**
 * JSON Schema (draft 2020-12) of what may stand in a config file: a place for a secret takes a reference only, a duration
 * says what it looks like.
 */
export const inputSchema = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override: adjustJsonSchema });

/** zod leaves out defaults behind a transform, since they are output; an empty one reads the same on both sides. */
const adjustJsonSchema = ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void => {
  const def = zodSchema._zod.def;
  if (def.type === 'default' && JSON.stringify(def.defaultValue) === '{}') jsonSchema.default ??= {};
  if (jsonSchema.secret === 'reference') {
    jsonSchema.anyOf = (jsonSchema.anyOf ?? []).filter((one) => (one as JsonSchema).type !== 'string');
  }
  delete jsonSchema.secret;
  if (jsonSchema.title === 'duration') Object.assign(jsonSchema, { pattern: DURATION_PATTERN.source, minimum: 0 });
};

/** The name that zod gives to what contains itself, as any JSON does. */
const RECURSIVE_REFERENCE = '#/$defs/__schema';

const describeType = (given: JsonSchema, defs: Readonly<Record<string, JsonSchema>>): string => {
  if (given.$ref?.startsWith(RECURSIVE_REFERENCE)) return 'any value';
  const schema = resolveReference(given, defs);
  if (schema.title === 'duration') return 'duration';
  if (schema.enum !== undefined) return schema.enum.map(String).join(' or ');
  if (schema.const !== undefined) return String(schema.const);
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])] as JsonSchema[];
  if (branches.length > 0) return [...new Set(branches.map((branch) => describeType(branch, defs)))].join(' or ');
  return schema.type === 'array'
    ? `list of ${describeType((schema.items ?? {}) as JsonSchema, defs)}`
    : describePlainType(schema);
};

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  null: 'nothing',
};

const describePlainType = (schema: JsonSchema): string => {
  if (Array.isArray(schema.type))
    return schema.type.map((type) => TYPE_NAMES[String(type)] ?? String(type)).join(' or ');
  if (schema.type !== 'object') return TYPE_NAMES[String(schema.type)] ?? 'any value';
  const keys = Object.keys(schema.properties ?? {});
  return keys.length === 0 ? 'mapping' : `{ ${keys.join(', ')} }`;
};
