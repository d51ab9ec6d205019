import type { V1ConfigMap } from '@kubernetes/client-node';
import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { toRow, type Wire } from '../fields/wire-fields.ts';

export interface ConfigMapRow extends MetaRow {
  /** Names of its keys; values are not kept. */
  readonly keys: readonly string[];
}

/** A ConfigMap, reduced to names. */
export const configMap = (from: Wire<V1ConfigMap>): ConfigMapRow =>
  toRow<ConfigMapRow>({
    ...metaFields('ConfigMap', from),
    keys: [...Object.keys(from.data ?? {}), ...Object.keys(from.binaryData ?? {})],
  });
