import type { JsonSchema } from './map-schemas.ts';

/**
 * A union whose branches differ in type, as one schema: its keywords hold for one type each, so that a validator names the
 * one mistake instead of one for each branch. A union of any other kind is left as it is.
 */
export const mergeUnion = (schema: JsonSchema): JsonSchema => {
  const { anyOf, oneOf, ...annotations } = schema;
  const branches = mergeSingleKeys((anyOf ?? oneOf ?? []) as JsonSchema[]);
  if (branches.length === 0 || !areApart(branches)) return schema;
  const types = branches.flatMap(typesOf);
  return {
    ...Object.assign({}, ...branches.map(({ description: _, ...branch }) => branch)),
    type: types.length === 1 ? types[0] : types,
    ...annotations,
  };
};

/** Whether each value fits one branch at most, by its type, and no two branches have a keyword in common. */
const areApart = (branches: readonly JsonSchema[]): boolean => {
  const types = branches.flatMap(typesOf).map((type) => (type === 'integer' ? 'number' : type));
  const keywords = branches.flatMap((branch) =>
    Object.keys(branch).filter((keyword) => !SHARED_KEYWORDS.includes(keyword)),
  );
  return (
    branches.every((branch) => typesOf(branch).length > 0 && !UNTYPED_KEYWORDS.some((keyword) => keyword in branch)) &&
    new Set(types).size === types.length &&
    new Set(keywords).size === keywords.length
  );
};

const SHARED_KEYWORDS: readonly string[] = ['type', 'description'];

/** Keywords that hold for values of every type. */
const UNTYPED_KEYWORDS: readonly string[] = ['$ref', 'enum', 'const', 'anyOf', 'oneOf', 'allOf', 'not', 'if'];

const typesOf = ({ type }: JsonSchema): readonly string[] => (type === undefined ? [] : [type].flat());

/** `{ env }` or `{ file }` is one mapping with one of these keys. */
const mergeSingleKeys = (branches: readonly JsonSchema[]): readonly JsonSchema[] => {
  const single = branches.filter(isSingleKey);
  const keys = single.flatMap(({ properties = {} }) => Object.keys(properties));
  if (single.length < 2 || new Set(keys).size < keys.length) return branches;
  const merged: JsonSchema = {
    type: 'object',
    properties: Object.assign({}, ...single.map(({ properties }) => properties)),
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  };
  return [...branches.filter((branch) => !isSingleKey(branch)), merged];
};

const isSingleKey = ({ type, properties = {}, required, additionalProperties, ...others }: JsonSchema): boolean =>
  type === 'object' &&
  additionalProperties === false &&
  Object.keys(properties).length === 1 &&
  required?.length === 1 &&
  Object.keys(others).length === 0;
