import type { Json } from '../../model/json.ts';
import { valueAt } from '../views/custom-resources.ts';

/** An object of a custom resource with nothing in it but metadata, conditions and the fields at these paths. */
export const keepJudgedFields = (object: object, paths: readonly string[]): object => {
  const { metadata, status } = object as { metadata?: object; status?: { readonly [key: string]: Json } };
  const kept = { metadata: withoutManagedFields(metadata), status: pickStatus(status) };
  for (const path of paths) {
    const found = valueAt(object, path);
    if (found !== undefined && !path.startsWith('metadata.')) setAt(kept, path.split('.'), found);
  }
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

const setAt = (target: object, keys: readonly string[], value: Json): void => {
  let parent = target as Record<string, object | Json>;
  for (const key of keys.slice(0, -1)) {
    parent[key] ??= {};
    parent = parent[key] as Record<string, object | Json>;
  }
  parent[keys.at(-1) as string] = value;
};
