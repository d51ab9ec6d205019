import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { nonEmpty, parseTime, toRow } from '../fields/wire-fields.ts';
import type { WireLease } from '../protobuf/tables/coordination-v1.ts';

/** A lease of the namespace `kube-node-lease`: the heartbeat of the node of the same name. */
export interface LeaseRow extends MetaRow {
  readonly holder?: string;
  readonly renewedAt?: number;
  readonly durationSeconds: number;
}

/** Projects a Lease. */
export const projectLease = (from: WireLease): LeaseRow =>
  toRow<LeaseRow>({
    ...metaFields('Lease', from),
    holder: nonEmpty(from.spec?.holderIdentity),
    renewedAt: parseTime(from.spec?.renewTime),
    durationSeconds: from.spec?.leaseDurationSeconds ?? 40,
  });
