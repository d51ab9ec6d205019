import type { NodeRow } from '../../../src/kubernetes/views/nodes.ts';
import type { PersistentVolumeClaimRow } from '../../../src/kubernetes/views/persistent-volume-claims.ts';
import type { PersistentVolumeRow } from '../../../src/kubernetes/views/persistent-volumes.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { StorageClassRow } from '../../../src/kubernetes/views/storage-classes.ts';
import { classOfClaim, NO_PROVISIONER } from '../../storage/claim-class.ts';
import { expressionText, matchesNodeSelection } from './node-fit.ts';
import { describeNodes } from './node-troubles.ts';

/** Absent: they could not be read. */
export interface VolumeRows {
  readonly claims?: readonly PersistentVolumeClaimRow[] | undefined;
  readonly volumes?: readonly PersistentVolumeRow[] | undefined;
  readonly classes?: readonly StorageClassRow[] | undefined;
}

type VolumeContext = VolumeRows & { readonly nodes: readonly NodeRow[]; readonly now: number };

/** Where the volumes of a pod's claims are, and which claim waits for a volume that nobody makes. */
export const volumeHints = (pod: PodRow, context: VolumeContext): readonly string[] =>
  claimsOf(pod, context).flatMap((claim) => {
    if (claim.volume !== undefined) return placeHints(pod, claim, context);
    const chosen = classOfClaim(claim, context.classes);
    return chosen?.provisioner === NO_PROVISIONER
      ? [
          `claim ${claim.ref.name} waits for a volume made by hand: StorageClass ${chosen.ref.name} makes none (${NO_PROVISIONER})`,
        ]
      : [];
  });

/** The nodes that the volumes of a pod are on; empty where a volume may be anywhere. */
export const volumeNodes = (pod: PodRow, context: VolumeContext): readonly NodeRow[] =>
  claimsOf(pod, context).flatMap((claim) => {
    const terms = volumeOf(claim, context)?.nodeTerms ?? [];
    return terms.length === 0 ? [] : nodesOfTerms(terms, context.nodes);
  });

const claimsOf = ({ ref, claims: names = [] }: PodRow, { claims = [] }: VolumeRows) =>
  names.flatMap((name) => claims.filter((row) => row.ref.name === name && row.ref.namespace === ref.namespace));

const volumeOf = ({ volume }: PersistentVolumeClaimRow, { volumes = [] }: VolumeRows) =>
  volumes.find(({ ref }) => ref.name === volume);

const nodesOfTerms = (nodeTerms: PersistentVolumeRow['nodeTerms'] & {}, nodes: readonly NodeRow[]) =>
  nodes.filter((node) => matchesNodeSelection(node, { nodeSelector: {}, nodeTerms }));

/** How many nodes may have a volume for them to be named. */
const FEW_NODES = 3;

const placeHints = (pod: PodRow, claim: PersistentVolumeClaimRow, context: VolumeContext): readonly string[] => {
  const terms = volumeOf(claim, context)?.nodeTerms ?? [];
  if (terms.length === 0) return [];
  const there = nodesOfTerms(terms, context.nodes);
  const labels = terms.map((term) => term.map(expressionText).join(' and ')).join(' or ');
  const few = there.length <= FEW_NODES ? `: ${describeNodes(there, pod, context.now)}` : '';
  const where = there.length === 0 ? ': no node has them' : few;
  return [`claim ${claim.ref.name} has volume ${claim.volume}, which is for nodes with ${labels}${where}`];
};
