import type { ObjectRef } from '../../model/result.ts';
import type { Labels } from '../objects/label-selector.ts';
import type { WireObjectMeta, WireOwnerReference } from '../protobuf/tables/meta-v1.ts';
import { internObject, internString, projectOnce } from '../rows/intern.ts';
import { nonEmpty, parseTime, toRow } from './wire-fields.ts';

/** The controller of an object: the owner reference with `controller: true`. */
export interface OwnerRow {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** The fields of every row. Times are milliseconds since the epoch. */
export interface MetaRow {
  readonly ref: ObjectRef;
  readonly uid: string;
  readonly createdAt: number;
  readonly owner?: OwnerRow;
  /** `deletionTimestamp`: when the object has to be gone, its grace period included. Present: it is being deleted. */
  readonly deletingAt?: number;
  /** What its deletion waits for; kept only while it is being deleted. */
  readonly finalizers?: readonly string[];
  /** The text of the annotation {@link IGNORE_ANNOTATION}. */
  readonly ignore?: string;
}

/** By this annotation users take an object out of judging: pairs of `check: reason`. */
export const IGNORE_ANNOTATION = 'kavmon.io/ignore';

/** What Helm runs at a step of a release: https://helm.sh/docs/topics/charts_hooks/ */
export const HELM_HOOK_ANNOTATION = 'helm.sh/hook';

const NO_LABELS: Labels = Object.freeze({});

export interface WithMeta {
  readonly metadata?: WireObjectMeta;
}

const projectOwner = projectOnce(
  ({ kind, name, uid }: WireOwnerReference): OwnerRow => internObject({ kind, name, uid }),
);

const controllerOf = (metadata: WireObjectMeta): OwnerRow | undefined => {
  const owner = metadata.ownerReferences?.find((reference) => reference.controller === true);
  return owner && projectOwner(owner);
};

/** Without fields that are undefined: it goes into reports. */
const buildRef = (kind: string, namespace: string | undefined, name: string): ObjectRef =>
  namespace === undefined ? { kind, name } : { kind, namespace, name };

/** No API server takes a longer one: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const MAX_NAME_LENGTH = 253;

/**
 * The fields of {@link MetaRow}. The kind is given, since items of a list have none.
 *
 * @throws when the object has no name, or one that is too long for any.
 */
export const metaFields = (kind: string, object: WithMeta): MetaRow => {
  const metadata = object.metadata;
  if (!metadata?.name) throw new Error(`a ${kind} without a name`);
  for (const name of [metadata.name, metadata.namespace ?? ''])
    if (name.length > MAX_NAME_LENGTH) throw new Error(`a ${kind} with a name of ${name.length} characters`);
  const deletingAt = parseTime(metadata.deletionTimestamp);
  return toRow<MetaRow>({
    ref: buildRef(kind, internString(metadata.namespace), metadata.name),
    uid: metadata.uid ?? '',
    createdAt: parseTime(metadata.creationTimestamp) ?? 0,
    owner: controllerOf(metadata),
    deletingAt,
    finalizers: deletingAt === undefined || !metadata.finalizers?.length ? undefined : metadata.finalizers,
    ignore: nonEmpty(metadata.annotations?.[IGNORE_ANNOTATION]),
  });
};

/** The labels, stored once for all objects that have equal ones; empty when there are none. */
export const internLabels = (labels: Labels | null | undefined): Labels =>
  labels && Object.keys(labels).length > 0 ? internObject(labels) : NO_LABELS;
