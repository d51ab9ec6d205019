import * as z from 'zod';
import type { Described } from './check.ts';
import type { Json } from './json.ts';

/** One parameter of a check, for people. */
export interface Parameter {
  readonly name: string;
  /** `text`, `number`, `GET or HEAD`, `list of text` ... */
  readonly type: string;
  readonly required: boolean;
  /** Absent when there is none. */
  readonly default?: Json;
  readonly description: string;
}

type Schema = z.core.JSONSchema.BaseSchema;

/** The parameters of a check in their order, read off its schema. */
export const parametersOf = ({ params }: Pick<Described, 'params'>): readonly Parameter[] => {
  const schema = inputSchema(params);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const one = property as Schema;
    return {
      name,
      type: typeOf(one),
      required: (schema.required ?? []).includes(name),
      ...(one.default === undefined ? {} : { default: one.default as Json }),
      description: one.description ?? '',
    };
  });
};

/**
 * JSON Schema (draft 2020-12) of what may stand in a config file: a place for a secret takes a reference only, a duration
 * says what it looks like.
 */
export const inputSchema = (schema: z.ZodType): Schema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override: refine });

/** zod leaves out defaults behind a transform, since they are output; an empty one reads the same on both sides. */
const refine = ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Schema }): void => {
  const def = zodSchema._zod.def;
  if (def.type === 'default' && JSON.stringify(def.defaultValue) === '{}') jsonSchema.default ??= {};
  if (jsonSchema.secret === 'reference') {
    jsonSchema.anyOf = (jsonSchema.anyOf ?? []).filter((one) => (one as Schema).type !== 'string');
  }
  delete jsonSchema.secret;
};

const typeOf = (schema: Schema): string => {
  if (schema.title === 'duration') return 'duration';
  if (schema.enum !== undefined) return schema.enum.map(String).join(' or ');
  if (schema.const !== undefined) return String(schema.const);
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])] as Schema[];
  if (branches.length > 0) return [...new Set(branches.map(typeOf))].join(' or ');
  return schema.type === 'array' ? `list of ${typeOf((schema.items ?? {}) as Schema)}` : nameOf(schema);
};

const NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  null: 'nothing',
};

const nameOf = (schema: Schema): string => {
  if (Array.isArray(schema.type)) return schema.type.map((type) => NAMES[String(type)] ?? String(type)).join(' or ');
  if (schema.type !== 'object') return NAMES[String(schema.type)] ?? 'any value';
  const keys = Object.keys(schema.properties ?? {});
  return keys.length === 0 ? 'mapping' : `{ ${keys.join(', ')} }`;
};
