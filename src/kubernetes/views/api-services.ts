import { type Condition, projectCondition } from '../fields/condition.ts';
import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, toRow } from '../fields/wire-fields.ts';
import type { WireAPIService } from '../protobuf/tables/apiregistration-v1.ts';

export interface ApiServiceRow extends MetaRow {
  readonly group: string;
  readonly version: string;
  /** Absent: the API server serves the group itself. */
  readonly service?: { readonly namespace: string; readonly name: string; readonly port: number };
  readonly conditions: readonly Condition[];
}

/** Projects an APIService. */
export const projectApiService = (from: WireAPIService): ApiServiceRow => {
  const service = from.spec?.service;
  return toRow<ApiServiceRow>({
    ...metaFields('APIService', from),
    group: from.spec?.group ?? '',
    version: from.spec?.version ?? '',
    service: service && { namespace: service.namespace ?? '', name: service.name ?? '', port: service.port ?? 443 },
    conditions: mapItems(from.status?.conditions, projectCondition),
  });
};
