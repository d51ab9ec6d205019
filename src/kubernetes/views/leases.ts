import type { V1Lease } from '@kubernetes/client-node';
import { type MetaRow, meta } from '../fields/object-meta.ts';
import { filled, row, time, type Wire } from '../fields/wire-fields.ts';

/** A lease of the namespace `kube-node-lease`: the sign of life of the node of the same name. */
export interface LeaseRow extends MetaRow {
  readonly holder?: string;
  readonly renewedAt?: number;
  readonly durationSeconds: number;
}

/** A Lease, reduced to what is judged. */
export const lease = (from: Wire<V1Lease>): LeaseRow =>
  row<LeaseRow>({
    ...meta('Lease', from),
    holder: filled(from.spec?.holderIdentity),
    renewedAt: time(from.spec?.renewTime),
    durationSeconds: from.spec?.leaseDurationSeconds ?? 40,
  });
