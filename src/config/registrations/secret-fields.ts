import type * as z from 'zod';
import { type SecretKind, type SecretReference, secretKindOf, secretReference } from '../../params/secret.ts';
import { type Located, type Path, plain } from '../file/source-position.ts';

/** A place in the parameters where the schema wants a secret. */
export interface Spot {
  readonly path: Path;
  readonly kind: SecretKind;
  readonly node: Located;
}

type Schema = z.core.$ZodType;

/** What the definitions of zod's schemas hold of further schemas, whatever their type. */
interface Inner {
  readonly options?: readonly Schema[];
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly valueType?: Schema;
}

/** Every place in a value where its schema wants a secret, found by walking both side by side. */
export const secretSpots = (schema: Schema, node: Located, path: Path = []): Spot[] => {
  const kind = secretKindOf(schema);
  if (kind !== undefined) return [{ path, kind, node }];
  const spots = insideOf(schema).flatMap((inner) => secretSpots(inner, node, path));
  if (spots.length > 0) return [...new Map(spots.map((spot) => [spot.node, spot])).values()];
  return childrenOf(schema, node).flatMap(([inner, value, key]) => secretSpots(inner, value, [...path, key]));
};

/** Schemas that describe the same value: what a wrapper wraps, the options of a union. */
const insideOf = (schema: Schema): readonly Schema[] => {
  const def = schema._zod.def as Inner;
  if (def.options !== undefined) return def.options;
  if (def.innerType !== undefined) return [def.innerType];
  return def.in === undefined ? [] : [def.in];
};

const childrenOf = (schema: Schema, node: Located): (readonly [Schema, Located, PropertyKey])[] => {
  const def = schema._zod.def as Inner;
  if (node.kind === 'list') {
    const { element } = def;
    return element === undefined ? [] : node.items.map((item, index) => [element, item, index]);
  }
  if (node.kind !== 'mapping') return [];
  return [...node.entries].flatMap(([key, { value }]) => {
    const inner = def.shape?.[key] ?? def.valueType;
    return inner === undefined ? [] : [[inner, value, key] as const];
  });
};

const reference = secretReference();

/** The reference that stands at a spot, undefined when it is none. */
export const referenceAt = ({ node }: Spot): SecretReference | undefined =>
  node.kind === 'mapping' ? reference.safeParse(plain(node)).data : undefined;

const HOW = 'write { env: NAME } or { file: PATH }';
const TELLING_KEY = /authorization|cookie|password|passwd|secret|token|api-?key/i;
const TELLING_QUERY = /[?&][^=&]*(?:password|passwd|secret|token|api_?key)=[^&]/i;

/** Why plain text at a spot is refused, undefined when it is not. */
export const plainTextProblem = ({ node, kind, path }: Spot): string | undefined => {
  if (node.kind !== 'scalar' || node.value === null) return undefined;
  if (kind === 'reference') return `a secret does not stand in a config file: ${HOW}`;
  const text = String(node.value);
  if (passwordOf(text) !== undefined || TELLING_QUERY.test(text)) {
    return `a URL with a password in it does not stand in a config file: ${HOW} for the whole of it`;
  }
  return TELLING_KEY.test(String(path.at(-1))) ? `a secret does not stand in a config file: ${HOW}` : undefined;
};

/** The password in a URL as it stands there; also where the host is a list, which the URL standard does not know. */
const passwordOf = (text: string): string | undefined =>
  /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]*?:([^/?#\s]+)@/i.exec(text)?.[1] ?? (URL.parse(text)?.password || undefined);
