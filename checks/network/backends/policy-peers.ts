import { type LabelSelector, type Labels, matchesSelector } from '../../../src/kubernetes/objects/label-selector.ts';
import type { NamespaceRow } from '../../../src/kubernetes/views/namespaces.ts';
import type { PeerRow, PolicyRule } from '../../../src/kubernetes/views/network-policies.ts';
import type { ObjectRef } from '../../../src/model/result.ts';

/** Whoever may be a peer: pods, and what makes pods from time to time. */
export interface PeerCandidates {
  /** Absent: they could not be read. */
  readonly namespaces?: readonly NamespaceRow[] | undefined;
  readonly labelled: readonly { readonly ref: ObjectRef; readonly labels: Labels }[];
}

/** Whether a rule is about anybody who is there, or may be: what was not read counts as there. */
export const reachesAnybody = (
  { peers }: PolicyRule,
  namespace: string | undefined,
  candidates: PeerCandidates,
): boolean => peers === undefined || peers.some((peer) => isAnybody(peer, namespace, candidates));

const isAnybody = (
  { pods, namespaces, addresses }: PeerRow,
  own: string | undefined,
  { namespaces: known, labelled }: PeerCandidates,
): boolean => {
  if (addresses) return true;
  const isInside = (name: string | undefined): boolean =>
    labelled.some(({ ref, labels }) => ref.namespace === name && matchesSelector(pods, labels));
  if (namespaces === undefined) return isInside(own);
  if (known === undefined) return true;
  const matching = known.filter((row) => matchesNamespace(namespaces, row)).map(({ ref }) => ref.name);
  // Where a namespace shows nothing at all, its pods may not have been read.
  const isUnread = (name: string | undefined): boolean => !labelled.some(({ ref }) => ref.namespace === name);
  return matching.some((name) => pods === undefined || isInside(name) || isUnread(name));
};

/** Whether a selector is about a namespace. The API server sets the label of its name on every one. */
export const matchesNamespace = (selector: LabelSelector, { ref, labels }: NamespaceRow): boolean =>
  matchesSelector(selector, { 'kubernetes.io/metadata.name': ref.name, ...labels });
