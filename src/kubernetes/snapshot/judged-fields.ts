import type { Json } from '../../model/json.ts';

/**
 * An object of a custom resource with nothing in it but metadata, conditions and the fields at these paths. A key with
 * brackets (`spec.rules[].backendRefs`) stands for every item of a list.
 */
export const keepJudgedFields = (object: object, paths: readonly string[]): object => {
  const { metadata, status } = object as { metadata?: object; status?: { readonly [key: string]: Json } };
  const kept = { metadata: withoutManagedFields(metadata), status: pickStatus(status) };
  for (const path of paths) if (!path.startsWith('metadata.')) copyAt(object, kept, path.split('.'));
  return kept;
};

const withoutManagedFields = (metadata: object = {}): object => {
  const { managedFields: _, ...rest } = metadata as { readonly managedFields?: unknown };
  return rest;
};

const pickStatus = (status: { readonly [key: string]: Json } | undefined): object => ({
  ...(status?.observedGeneration === undefined ? {} : { observedGeneration: status.observedGeneration }),
  ...(status?.conditions === undefined ? {} : { conditions: status.conditions }),
});

type Fields = { [key: string]: unknown };

const copyAt = (from: unknown, to: Fields, [key = '', ...inner]: readonly string[]): void => {
  const name = key.replace('[]', '');
  if (typeof from !== 'object' || from === null || !Object.hasOwn(from, name)) return;
  const value = (from as Fields)[name];
  if (inner.length === 0) to[name] = value;
  else if (key === name) copyAt(value, emptyCopy(to, name, {}) as Fields, inner);
  else if (Array.isArray(value)) {
    const items = emptyCopy(
      to,
      name,
      value.map(() => ({})),
    ) as readonly Fields[];
    for (const [index, item] of value.entries()) copyAt(item, items[index] as Fields, inner);
  }
};

/** What was copied of a field before, or this to begin with. */
const emptyCopy = (to: Fields, name: string, empty: object): unknown => {
  to[name] ??= empty;
  return to[name];
};
