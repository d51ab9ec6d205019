import { type Labels, matchesSelector } from '../../../src/kubernetes/objects/label-selector.ts';
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
  if (namespaces === undefined)
    return labelled.some(({ ref, labels }) => ref.namespace === own && matchesSelector(pods, labels));
  return known === undefined || known.some((row) => matchesSelector(namespaces, namespaceLabels(row)));
};

/** The API server sets the label of the name on every namespace. */
const namespaceLabels = ({ ref, labels }: NamespaceRow): Labels => ({
  'kubernetes.io/metadata.name': ref.name,
  ...labels,
});
