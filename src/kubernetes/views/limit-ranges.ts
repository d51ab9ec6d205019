import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { mapItems, toRow } from '../fields/wire-fields.ts';
import type { Quantities } from '../objects/quantity.ts';
import type { WireLimitRange, WireLimitRangeItem } from '../protobuf/tables/core-v1.ts';

export interface LimitRangeRow extends MetaRow {
  readonly limits: readonly LimitRow[];
}

/** Quantities by resource. */
export interface LimitRow {
  /** `Container`, `Pod` or `PersistentVolumeClaim`. */
  readonly type: string;
  readonly min?: Quantities;
  readonly max?: Quantities;
  /** Limits and requests of containers that state none. */
  readonly defaultLimits?: Quantities;
  readonly defaultRequests?: Quantities;
  readonly maxRatio?: Quantities;
}

const projectLimit = (from: WireLimitRangeItem): LimitRow =>
  toRow<LimitRow>({
    type: from.type,
    min: from.min,
    max: from.max,
    defaultLimits: from.default,
    defaultRequests: from.defaultRequest,
    maxRatio: from.maxLimitRequestRatio,
  });

/** Projects a LimitRange. */
export const projectLimitRange = (from: WireLimitRange): LimitRangeRow =>
  toRow<LimitRangeRow>({ ...metaFields('LimitRange', from), limits: mapItems(from.spec?.limits, projectLimit) });
