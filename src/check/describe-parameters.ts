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
  /** The keys of a mapping, or of each mapping of a list, where they have a meaning of their own. */
  readonly parts?: readonly ParameterDescription[];
}

type JsonSchema = z.core.JSONSchema.BaseSchema;
type Definitions = Readonly<Record<string, JsonSchema>>;

/** The parameters of a check in their order, read off its schema. */
export const describeParameters = ({ params }: Pick<CheckMetadata, 'params'>): readonly ParameterDescription[] => {
  const root = inputSchema(params);
  const defs = (root.$defs ?? {}) as Definitions;
  return describeProperties(resolveReference(root, defs), defs);
};

/**
 * All parameters with their parts, each under the path that leads to it: `jsonPath[].path`, `tls.ca`. For tables.
 */
export const flattenParameters = (
  parameters: readonly ParameterDescription[],
  parent = '',
): readonly ParameterDescription[] =>
  parameters.flatMap((parameter) => {
    const name = parent + parameter.name;
    const inside = parameter.type.startsWith('list of ') ? `${name}[].` : `${name}.`;
    return [{ ...parameter, name }, ...flattenParameters(parameter.parts ?? [], inside)];
  });

const describeProperties = (schema: JsonSchema, defs: Definitions): readonly ParameterDescription[] =>
  Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const one = resolveReference(property as JsonSchema, defs);
    const parts = describeParts(property as JsonSchema, defs);
    return {
      name,
      type: describeType(property as JsonSchema, defs),
      required: (schema.required ?? []).includes(name),
      ...(one.default === undefined ? {} : { default: one.default as Json }),
      description: one.description ?? '',
      ...(parts.length === 0 ? {} : { parts }),
    };
  });

/** The keys of the mappings that a value may hold; those of a reference to a secret are the same everywhere and left out. */
const describeParts = (given: JsonSchema, defs: Definitions): readonly ParameterDescription[] => {
  if (given.$ref?.startsWith(RECURSIVE_REFERENCE)) return [];
  const schema = resolveReference(given, defs);
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])] as JsonSchema[];
  if (branches.length > 0) {
    const perBranch = branches.map((branch) => describeParts(branch, defs)).filter((parts) => parts.length > 0);
    // A key that one of several shapes asks for is not required as such.
    return perBranch.length < 2 ? perBranch.flat() : perBranch.flat().map((part) => ({ ...part, required: false }));
  }
  if (schema.type === 'array') return describeParts((schema.items ?? {}) as JsonSchema, defs);
  return isReference(schema) ? [] : describeProperties(schema, defs);
};

const isReference = ({ properties }: JsonSchema): boolean => /^(env|file)$/.test(Object.keys(properties ?? {}).join());

/** The schema with what it refers to; what stands beside the reference wins. */
const resolveReference = (schema: JsonSchema, defs: Definitions): JsonSchema => {
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

/** A mapping with more keys is called a mapping: its parts say what is in it. */
const MAX_KEYS_IN_TYPE = 3;

const describeType = (given: JsonSchema, defs: Definitions): string => {
  if (given.$ref?.startsWith(RECURSIVE_REFERENCE)) return 'any value';
  const schema = resolveReference(given, defs);
  if (schema.title === 'duration') return 'duration';
  if (schema.not !== undefined) return 'not taken';
  if (schema.enum !== undefined) return schema.enum.map(String).join(' or ');
  if (schema.const !== undefined) return String(schema.const);
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])] as JsonSchema[];
  if (branches.length > 0) return [...new Set(branches.map((branch) => describeType(branch, defs)))].join(' or ');
  return schema.type === 'array'
    ? `list of ${describeType((schema.items ?? {}) as JsonSchema, defs).replace(/^mapping$/, 'mappings')}`
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
  return keys.length === 0 || keys.length > MAX_KEYS_IN_TYPE ? 'mapping' : `{ ${keys.join(', ')} }`;
};
