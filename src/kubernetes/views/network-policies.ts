import type { V1NetworkPolicy, V1NetworkPolicyPeer } from '@kubernetes/client-node';
import { type MetaRow, meta } from '../fields/object-meta.ts';
import { selector } from '../fields/selectors.ts';
import { each, flag, row, type Wire } from '../fields/wire-fields.ts';
import type { LabelSelector } from '../objects/label-selector.ts';

export interface NetworkPolicyRow extends MetaRow {
  /** Of the pods in its own namespace that it is for. */
  readonly selector: LabelSelector;
  readonly types: readonly string[];
  readonly peers: readonly PeerRow[];
}

/** Without `namespaces` the peer is in the policy's own namespace. */
export interface PeerRow {
  readonly direction: 'ingress' | 'egress';
  readonly pods?: LabelSelector;
  readonly namespaces?: LabelSelector;
  readonly addresses?: true;
}

const ALL: LabelSelector = { labels: {}, expressions: [] };

const peer =
  (direction: PeerRow['direction']) =>
  ({ podSelector, namespaceSelector, ipBlock }: Wire<V1NetworkPolicyPeer>): PeerRow =>
    row<PeerRow>({
      direction,
      pods: selector(podSelector),
      namespaces: selector(namespaceSelector),
      addresses: flag(ipBlock !== undefined),
    });

/** On the wire `_from` of the client's model is `from`. */
type Ingress = { from?: Wire<V1NetworkPolicyPeer>[] };

/** A NetworkPolicy, reduced to what is judged. */
export const networkPolicy = (from: Wire<V1NetworkPolicy>): NetworkPolicyRow => {
  const ingress = (from.spec?.ingress ?? []) as Ingress[];
  return row<NetworkPolicyRow>({
    ...meta('NetworkPolicy', from),
    selector: selector(from.spec?.podSelector) ?? ALL,
    types: each(from.spec?.policyTypes, (type) => type),
    peers: [
      ...ingress.flatMap((rule) => each(rule.from, peer('ingress'))),
      ...(from.spec?.egress ?? []).flatMap((rule) => each(rule.to, peer('egress'))),
    ],
  });
};
