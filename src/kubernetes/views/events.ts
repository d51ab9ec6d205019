import type { CoreV1Event } from '@kubernetes/client-node';
import type { ObjectRef } from '../../model/result.ts';
import { parseTime, toRow, type Wire } from '../fields/wire-fields.ts';
import { internString } from '../rows/intern.ts';

/** What a controller said of an object. Events explain; they are no view, so that no verdict can rest on them. */
export interface EventRow {
  readonly about: ObjectRef;
  readonly uid?: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  /** How often; 1 when not stated. */
  readonly count: number;
  readonly firstAt?: number;
  readonly lastAt?: number;
}

const CONTAINER_PATTERN = /^spec\.(?:init|ephemeral)?[cC]ontainers\{(.+)\}$/;

type InvolvedObject = Wire<CoreV1Event>['involvedObject'];

/** Goes into reports, so that it has no fields without a value. */
const projectInvolvedObject = ({ kind, namespace, name, fieldPath }: InvolvedObject): ObjectRef => {
  const container = CONTAINER_PATTERN.exec(fieldPath ?? '')?.[1];
  const place = namespace ? { namespace: internString(namespace) ?? '' } : {};
  return { kind: internString(kind) ?? '', ...place, name: name ?? '', ...(container !== undefined && { container }) };
};

/** An Event of the core group, reduced. Its newest time stands in one of four places. */
export const projectEvent = (from: Wire<CoreV1Event>): EventRow =>
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
