import type { ObjectRef } from '../../model/result.ts';
import { parseTime, toRow } from '../fields/wire-fields.ts';
import type { WireEvent } from '../protobuf/tables/core-v1.ts';
import { internString } from '../rows/intern.ts';

/** What a component reported of an object. Events are not a view: they explain, and no verdict depends on them. */
export interface EventRow {
  readonly about: ObjectRef;
  readonly uid?: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  /** How often it happened; 1 when not stated. */
  readonly count: number;
  readonly firstAt?: number;
  readonly lastAt?: number;
}

const CONTAINER_PATTERN = /^spec\.(?:init|ephemeral)?[cC]ontainers\{(.+)\}$/;

type InvolvedObject = WireEvent['involvedObject'];

/** Without fields that are undefined: it goes into reports. */
const projectInvolvedObject = ({ kind, namespace, name, fieldPath }: InvolvedObject): ObjectRef => {
  const container = CONTAINER_PATTERN.exec(fieldPath ?? '')?.[1];
  const place = namespace ? { namespace: internString(namespace) ?? '' } : {};
  return { kind: internString(kind) ?? '', ...place, name: name ?? '', ...(container !== undefined && { container }) };
};

/** Projects an Event of the core group. Its newest time is in one of four fields. */
export const projectEvent = (from: WireEvent): EventRow =>
  toRow<EventRow>({
    about: projectInvolvedObject(from.involvedObject),
    uid: from.involvedObject.uid,
    type: internString(from.type) ?? 'Normal',
    reason: internString(from.reason) ?? '',
    message: from.message ?? '',
    count: from.series?.count ?? from.count ?? 1,
    firstAt: parseTime(from.firstTimestamp ?? from.eventTime ?? from.metadata?.creationTimestamp),
    lastAt: parseTime(
      from.series?.lastObservedTime ?? from.lastTimestamp ?? from.eventTime ?? from.metadata?.creationTimestamp,
    ),
  });
