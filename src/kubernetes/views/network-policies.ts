import type { V1NetworkPolicy, V1NetworkPolicyPeer } from '@kubernetes/client-node';
import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { projectSelector } from '../fields/selectors.ts';
import { mapItems, toRow, trueOrAbsent, type WireForm } from '../fields/wire-fields.ts';
import type { LabelSelector } from '../objects/label-selector.ts';

export interface NetworkPolicyRow extends MetaRow {
  /** Selects pods of its own namespace. */
  readonly selector: LabelSelector;
  readonly types: readonly string[];
  readonly peers: readonly PeerRow[];
}

/** A peer. Without `namespaces` it is in the policy's own namespace. */
export interface PeerRow {
  readonly direction: 'ingress' | 'egress';
  readonly pods?: LabelSelector;
  readonly namespaces?: LabelSelector;
  readonly addresses?: true;
}

const ALL_PODS: LabelSelector = { labels: {}, expressions: [] };

const projectPeer =
  (direction: PeerRow['direction']) =>
  ({ podSelector, namespaceSelector, ipBlock }: WireForm<V1NetworkPolicyPeer>): PeerRow =>
    toRow<PeerRow>({
      direction,
      pods: projectSelector(podSelector),
      namespaces: projectSelector(namespaceSelector),
      addresses: trueOrAbsent(ipBlock !== undefined),
    });

/** `from` has another name (`_from`) in the client's model. */
type WireIngressRule = { from?: WireForm<V1NetworkPolicyPeer>[] };

/** Projects a NetworkPolicy. */
export const projectNetworkPolicy = (from: WireForm<V1NetworkPolicy>): NetworkPolicyRow => {
  const ingress = (from.spec?.ingress ?? []) as WireIngressRule[];
  return toRow<NetworkPolicyRow>({
    ...metaFields('NetworkPolicy', from),
    selector: projectSelector(from.spec?.podSelector) ?? ALL_PODS,
    types: mapItems(from.spec?.policyTypes, (type) => type),
    peers: [
      ...ingress.flatMap((rule) => mapItems(rule.from, projectPeer('ingress'))),
      ...(from.spec?.egress ?? []).flatMap((rule) => mapItems(rule.to, projectPeer('egress'))),
    ],
  });
};
