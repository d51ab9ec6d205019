import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { projectQuantities } from '../fields/quantities.ts';
import { toRow } from '../fields/wire-fields.ts';
import type { Labels } from '../objects/label-selector.ts';
import type { WireConfigMap } from '../protobuf/tables/core-v1.ts';

export interface ConfigMapRow extends MetaRow {
  /** The names of all. */
  readonly keys: readonly string[];
  /** The values that are numbers, with or without a unit; no other is kept. */
  readonly quantities?: Labels;
}

/** Projects a ConfigMap. */
export const projectConfigMap = (from: WireConfigMap): ConfigMapRow =>
  toRow<ConfigMapRow>({
    ...metaFields('ConfigMap', from),
    quantities: projectQuantities(from.data),
    keys: [...Object.keys(from.data ?? {}), ...Object.keys(from.binaryData ?? {})],
  });
