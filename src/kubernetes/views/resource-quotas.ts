import type { V1ResourceQuota } from '@kubernetes/client-node';
import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, toRow, type WireForm } from '../fields/wire-fields.ts';
import type { Quantities } from '../objects/quantity.ts';

export interface ResourceQuotaRow extends MetaRow {
  /** As its controller last reported them. */
  readonly hard: Quantities;
  readonly used: Quantities;
  readonly scopes: readonly string[];
}

/** Projects a ResourceQuota. */
export const projectResourceQuota = (from: WireForm<V1ResourceQuota>): ResourceQuotaRow =>
  toRow<ResourceQuotaRow>({
    ...metaFields('ResourceQuota', from),
    hard: from.status?.hard ?? from.spec?.hard ?? {},
    used: from.status?.used ?? {},
    scopes: mapItems(from.spec?.scopes, (scope) => scope),
  });
