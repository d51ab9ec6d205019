import type * as z from 'zod';
import type { Json } from '../../model/json.ts';
import { type SecretKind, type SecretReference, secretKindOf, secretReference } from '../../params/secret.ts';
import { hasVariables } from '../../text/template.ts';
import { isMapping } from '../file/json-tree.ts';
import type { ConfigPath } from '../file/source-position.ts';

/** A part of the parameters where the schema wants a secret. */
export interface SecretField {
  readonly path: ConfigPath;
  readonly kind: SecretKind;
  readonly value: Json;
}

type ZodSchema = z.core.$ZodType;

/** What the definitions of zod's schemas hold of further schemas, whatever their type. */
interface NestedSchemas {
  readonly options?: readonly ZodSchema[];
  readonly innerType?: ZodSchema;
  readonly in?: ZodSchema;
  readonly shape?: Readonly<Record<string, ZodSchema>>;
  readonly element?: ZodSchema;
  readonly valueType?: ZodSchema;
}

/** Every part of a value where its schema wants a secret, found by walking both side by side. */
export const findSecretFields = (schema: ZodSchema, value: Json, path: ConfigPath = []): SecretField[] => {
  const kind = secretKindOf(schema);
  if (kind !== undefined) return [{ path, kind, value }];
  const fields = alternativesOf(schema).flatMap((inner) => findSecretFields(inner, value, path));
  if (fields.length > 0) return [...new Map(fields.map((field) => [JSON.stringify(field.path), field])).values()];
  return childrenOf(schema, value).flatMap(([inner, child, key]) => findSecretFields(inner, child, [...path, key]));
};

/** Schemas that describe the same value: what a wrapper wraps, the options of a union. */
const alternativesOf = (schema: ZodSchema): readonly ZodSchema[] => {
  const def = schema._zod.def as NestedSchemas;
  if (def.options !== undefined) return def.options;
  if (def.innerType !== undefined) return [def.innerType];
  return def.in === undefined ? [] : [def.in];
};

const childrenOf = (schema: ZodSchema, value: Json): (readonly [ZodSchema, Json, PropertyKey])[] => {
  const { element, shape, valueType } = schema._zod.def as NestedSchemas;
  if (Array.isArray(value)) {
    return element === undefined ? [] : (value as readonly Json[]).map((item, index) => [element, item, index]);
  }
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const inner = shape?.[key] ?? valueType;
    return inner === undefined ? [] : [[inner, child, key] as const];
  });
};

const referenceSchema = secretReference();

/** The reference in a field, undefined when there is none. */
export const referenceIn = ({ value }: SecretField): SecretReference | undefined =>
  isMapping(value) ? referenceSchema.safeParse(value).data : undefined;

const REFERENCE_HINT = 'write { env: NAME } or { file: PATH }';
const SECRET_KEY = /authorization|cookie|password|passwd|secret|token|api-?key/i;
const SECRET_QUERY = /[?&][^=&]*(?:password|passwd|secret|token|api_?key)=[^&]/i;

/** Why plain text in a field is refused, undefined when it is not. */
export const plainTextProblem = ({ value, kind, path }: SecretField): string | undefined => {
  if (typeof value === 'object') return undefined;
  if (kind === 'reference') return `a secret does not stand in a config file: ${REFERENCE_HINT}`;
  const text = String(value);
  if (kind === 'template' && hasVariables(text)) return undefined;
  if (passwordInUrl(text) !== undefined || SECRET_QUERY.test(text)) {
    return `a URL with a password in it does not stand in a config file: ${REFERENCE_HINT} for the whole of it`;
  }
  const key = String(path.at(-1));
  // `tokenUrl` says where a token is had.
  return SECRET_KEY.test(key) && !/url$/i.test(key)
    ? `a secret does not stand in a config file: ${REFERENCE_HINT}`
    : undefined;
};

/** The password in a URL as it is written; also where the host is a list, which the URL standard does not know. */
const passwordInUrl = (text: string): string | undefined =>
  /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]*?:([^/?#\s]+)@/i.exec(text)?.[1] ?? (URL.parse(text)?.password || undefined);
