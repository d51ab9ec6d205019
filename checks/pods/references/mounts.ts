import type { ReferenceRow } from '../../../src/kubernetes/fields/config-references.ts';
import { objectKey } from '../../../src/kubernetes/objects/object-key.ts';
import type { ConfigMapRow } from '../../../src/kubernetes/views/config-maps.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';

/** The keys of each ConfigMap, by the key of its object. */
export type ConfigMapKeys = ReadonlyMap<string, readonly string[]>;

/** A table of the ConfigMaps. */
export const configMapKeys = (rows: readonly ConfigMapRow[]): ConfigMapKeys =>
  new Map(rows.map(({ ref, keys }) => [objectKey(ref), keys]));

interface RequiredMounts {
  /** ConfigMaps, or keys of them, that do not exist. Secrets are never read. */
  readonly missing: readonly ReferenceRow[];
  /** All that the pod has to mount, missing or not. */
  readonly mounted: readonly ReferenceRow[];
}

/** The Secrets and ConfigMaps that a pod's volumes require, and which of them are missing. */
export const requiredMounts = ({ ref, template }: PodRow, known: ConfigMapKeys | undefined): RequiredMounts => {
  const mounted = template.references.filter(({ via, optional }) => via.startsWith('volume ') && optional !== true);
  const missing = mounted.filter(({ kind, name, key }) => {
    if (kind !== 'ConfigMap' || known === undefined) return false;
    const keys = known.get(objectKey({ ...ref, kind, name }));
    return keys === undefined || (key !== undefined && !keys.includes(key));
  });
  return { missing, mounted };
};
