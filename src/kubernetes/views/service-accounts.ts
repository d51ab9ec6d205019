import type { V1ServiceAccount } from '@kubernetes/client-node';
import { type MetaRow, meta } from '../fields/object-meta.ts';
import { each, row, type Wire } from '../fields/wire-fields.ts';

export interface ServiceAccountRow extends MetaRow {
  /** Names of the pull secrets that its pods get. */
  readonly pullSecrets: readonly string[];
}

/** A ServiceAccount, reduced to what is judged. */
export const serviceAccount = (from: Wire<V1ServiceAccount>): ServiceAccountRow =>
  row<ServiceAccountRow>({
    ...meta('ServiceAccount', from),
    pullSecrets: each(from.imagePullSecrets, ({ name }) => name ?? ''),
  });
