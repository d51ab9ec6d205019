import type { V1ObjectMeta } from '@kubernetes/client-node';
import type { ObjectRef } from '../../model/result.ts';
import type { Labels } from '../objects/label-selector.ts';
import { internObject, internString } from '../rows/intern.ts';
import { nonEmpty, parseTime, toRow, type Wire } from './wire-fields.ts';

/** The controller of an object: the owner reference with `controller: true`. */
export interface OwnerRow {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** What every row carries. Times are milliseconds since the epoch. */
export interface MetaRow {
  readonly ref: ObjectRef;
  readonly uid: string;
  readonly createdAt: number;
  readonly owner?: OwnerRow;
  /** When the object is to be gone: the grace period is already in it. Present: it is being deleted. */
  readonly deletingAt?: number;
  /** Why it may stay; recorded of objects that are being deleted only. */
  readonly finalizers?: readonly string[];
  /** The annotation that takes an object out of judging, with its text. */
  readonly ignore?: string;
}

/** Annotation that users put on an object: `check: reason` pairs, read by the ignore step. */
export const IGNORE_ANNOTATION = 'kavmon.io/ignore';

const NO_LABELS: Labels = Object.freeze({});

export interface WithMeta {
  readonly metadata?: Wire<V1ObjectMeta>;
}

const controllerOf = (metadata: Wire<V1ObjectMeta>): OwnerRow | undefined => {
  const owner = metadata.ownerReferences?.find((reference) => reference.controller === true);
  return owner && internObject({ kind: owner.kind, name: owner.name, uid: owner.uid });
};

/** Goes into reports, so that it has no fields without a value. */
const buildRef = (kind: string, namespace: string | undefined, name: string): ObjectRef =>
  namespace === undefined ? { kind, name } : { kind, namespace, name };

/**
 * The row fields common to all kinds. Items of a list have no `kind`, so it is given.
 *
 * @throws when the object has no name: then it is no object.
 */
export const metaFields = (kind: string, object: WithMeta): MetaRow => {
  const metadata = object.metadata;
  if (!metadata?.name) throw new Error(`a ${kind} without a name`);
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

/** Labels, shared among objects that have the same ones. */
export const internLabels = (labels: Labels | null | undefined): Labels =>
  labels && Object.keys(labels).length > 0 ? internObject(labels) : NO_LABELS;
