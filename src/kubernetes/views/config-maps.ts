import type { V1ConfigMap } from '@kubernetes/client-node';
import { type MetaRow, meta } from '../fields/object-meta.ts';
import { row, type Wire } from '../fields/wire-fields.ts';

export interface ConfigMapRow extends MetaRow {
  /** Names of its keys; values are not kept. */
  readonly keys: readonly string[];
}

/** A ConfigMap, reduced to names. */
export const configMap = (from: Wire<V1ConfigMap>): ConfigMapRow =>
  row<ConfigMapRow>({
    ...meta('ConfigMap', from),
    keys: [...Object.keys(from.data ?? {}), ...Object.keys(from.binaryData ?? {})],
  });
