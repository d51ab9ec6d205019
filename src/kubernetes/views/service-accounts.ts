import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, toRow } from '../fields/wire-fields.ts';
import type { WireServiceAccount } from '../protobuf/tables/core-v1.ts';

export interface ServiceAccountRow extends MetaRow {
  /** Names of the image pull secrets of its pods. */
  readonly pullSecrets: readonly string[];
}

/** Projects a ServiceAccount. */
export const projectServiceAccount = (from: WireServiceAccount): ServiceAccountRow =>
  toRow<ServiceAccountRow>({
    ...metaFields('ServiceAccount', from),
    pullSecrets: mapItems(from.imagePullSecrets, ({ name }) => name ?? ''),
  });
