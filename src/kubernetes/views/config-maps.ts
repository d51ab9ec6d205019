import type { V1ConfigMap } from '@kubernetes/client-node';
import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { toRow, type WireForm } from '../fields/wire-fields.ts';

export interface ConfigMapRow extends MetaRow {
  /** Names only: values are not kept. */
  readonly keys: readonly string[];
}

/** Projects a ConfigMap. */
export const projectConfigMap = (from: WireForm<V1ConfigMap>): ConfigMapRow =>
  toRow<ConfigMapRow>({
    ...metaFields('ConfigMap', from),
    keys: [...Object.keys(from.data ?? {}), ...Object.keys(from.binaryData ?? {})],
  });
