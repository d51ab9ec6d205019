import type { V1ServiceAccount } from '@kubernetes/client-node';
import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, toRow, type Wire } from '../fields/wire-fields.ts';

export interface ServiceAccountRow extends MetaRow {
  /** Names of the pull secrets that its pods get. */
  readonly pullSecrets: readonly string[];
}

/** A ServiceAccount, reduced to what is judged. */
export const projectServiceAccount = (from: Wire<V1ServiceAccount>): ServiceAccountRow =>
  toRow<ServiceAccountRow>({
    ...metaFields('ServiceAccount', from),
    pullSecrets: mapItems(from.imagePullSecrets, ({ name }) => name ?? ''),
  });
