import type { V1APIService } from '@kubernetes/client-node';
import { type Condition, condition } from '../fields/condition.ts';
import { type MetaRow, meta } from '../fields/object-meta.ts';
import { each, row, type Wire } from '../fields/wire-fields.ts';

export interface ApiServiceRow extends MetaRow {
  readonly group: string;
  readonly version: string;
  /** Absent: the API server answers for it itself. */
  readonly service?: { readonly namespace: string; readonly name: string; readonly port: number };
  readonly conditions: readonly Condition[];
}

/** An APIService, reduced to what is judged. */
export const apiService = (from: Wire<V1APIService>): ApiServiceRow => {
  const service = from.spec?.service;
  return row<ApiServiceRow>({
    ...meta('APIService', from),
    group: from.spec?.group ?? '',
    version: from.spec?.version ?? '',
    service: service && { namespace: service.namespace ?? '', name: service.name ?? '', port: service.port ?? 443 },
    conditions: each(from.status?.conditions, condition),
  });
};
