import type { CoreV1Event } from '@kubernetes/client-node';
import type { ObjectRef } from '../../model/result.ts';
import { row, time, type Wire } from '../fields/wire-fields.ts';
import { text } from '../rows/intern.ts';

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

const CONTAINER = /^spec\.(?:init|ephemeral)?[cC]ontainers\{(.+)\}$/;

type Regarding = Wire<CoreV1Event>['involvedObject'];

/** Goes into reports, so that it has no fields without a value. */
const about = ({ kind, namespace, name, fieldPath }: Regarding): ObjectRef => {
  const container = CONTAINER.exec(fieldPath ?? '')?.[1];
  const place = namespace ? { namespace: text(namespace) ?? '' } : {};
  return { kind: text(kind) ?? '', ...place, name: name ?? '', ...(container !== undefined && { container }) };
};

/** An Event of the core group, reduced. Its newest time stands in one of four places. */
export const event = (from: Wire<CoreV1Event>): EventRow =>
  row<EventRow>({
    about: about(from.involvedObject),
    uid: from.involvedObject.uid,
    type: text(from.type) ?? 'Normal',
    reason: text(from.reason) ?? '',
    message: from.message ?? '',
    count: from.series?.count ?? from.count ?? 1,
    firstAt: time(from.firstTimestamp ?? from.eventTime ?? from.metadata?.creationTimestamp),
    lastAt: time(
      from.series?.lastObservedTime ?? from.lastTimestamp ?? from.eventTime ?? from.metadata?.creationTimestamp,
    ),
  });
