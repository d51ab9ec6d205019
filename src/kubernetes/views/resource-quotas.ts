import type { V1ResourceQuota } from '@kubernetes/client-node';
import { type Labels, type MetaRow, meta } from './meta.ts';
import { each, row, type Wire } from './wire.ts';

export interface ResourceQuotaRow extends MetaRow {
  /** Quantities as the API writes them, by resource; as its controller last saw them. */
  readonly hard: Labels;
  readonly used: Labels;
  readonly scopes: readonly string[];
}

/** A ResourceQuota, reduced to what is judged. */
export const resourceQuota = (from: Wire<V1ResourceQuota>): ResourceQuotaRow =>
  row<ResourceQuotaRow>({
    ...meta('ResourceQuota', from),
    hard: from.status?.hard ?? from.spec?.hard ?? {},
    used: from.status?.used ?? {},
    scopes: each(from.spec?.scopes, (scope) => scope),
  });
