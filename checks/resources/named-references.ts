import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import type { ObjectRef } from '../../src/model/result.ts';

interface Reference {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** What a field names that holds a reference; the kind is this one where it says none. Cluster-scoped kinds are `Cluster…`. */
export const referenceAt = (
  { ref, fields }: CustomResourceRow,
  path: string,
  { kind: defaultKind, group }: { readonly kind: string; readonly group?: string },
): readonly ObjectRef[] => {
  const { kind = defaultKind, name, namespace = ref.namespace } = (fields[path] ?? {}) as Reference;
  if (name === undefined) return [];
  const place = kind.startsWith('Cluster') || namespace === undefined ? {} : { namespace };
  return [{ kind, ...(group === undefined ? {} : { group }), ...place, name }];
};
