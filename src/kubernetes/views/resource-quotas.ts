import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, toRow } from '../fields/wire-fields.ts';
import type { Quantities } from '../objects/quantity.ts';
import type { WireResourceQuota } from '../protobuf/tables/core-v1.ts';

export interface ResourceQuotaRow extends MetaRow {
  /** As its controller last reported them. */
  readonly hard: Quantities;
  readonly used: Quantities;
  readonly scopes: readonly string[];
}

/** Projects a ResourceQuota. */
export const projectResourceQuota = (from: WireResourceQuota): ResourceQuotaRow =>
  toRow<ResourceQuotaRow>({
    ...metaFields('ResourceQuota', from),
    hard: from.status?.hard ?? from.spec?.hard ?? {},
    used: from.status?.used ?? {},
    scopes: mapItems(from.spec?.scopes, (scope) => scope),
  });
