import type { V1ServiceAccount } from '@kubernetes/client-node';
import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, toRow, type WireForm } from '../fields/wire-fields.ts';

export interface ServiceAccountRow extends MetaRow {
  /** Names of the image pull secrets of its pods. */
  readonly pullSecrets: readonly string[];
}

/** Projects a ServiceAccount. */
export const projectServiceAccount = (from: WireForm<V1ServiceAccount>): ServiceAccountRow =>
  toRow<ServiceAccountRow>({
    ...metaFields('ServiceAccount', from),
    pullSecrets: mapItems(from.imagePullSecrets, ({ name }) => name ?? ''),
  });
