import type { V1NetworkPolicy, V1NetworkPolicyPeer, V1NetworkPolicyPort } from '@kubernetes/client-node';
import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { projectSelector } from '../fields/selectors.ts';
import { mapItems, toRow, trueOrAbsent, type WireForm } from '../fields/wire-fields.ts';
import type { LabelSelector } from '../objects/label-selector.ts';

export interface NetworkPolicyRow extends MetaRow {
  /** Selects pods of its own namespace. */
  readonly selector: LabelSelector;
  readonly types: readonly string[];
  readonly peers: readonly PeerRow[];
  /** The ports that its ingress rules let in; undefined when one of them lets in all. */
  readonly ingressPorts?: readonly PolicyPortRow[];
}

/** A port by number or by a container's name for it, or a range. Without a port all of the protocol. */
export interface PolicyPortRow {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol: string;
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
type WireIngressRule = { from?: WireForm<V1NetworkPolicyPeer>[]; ports?: WireForm<V1NetworkPolicyPort>[] };

const projectPort = ({ port, endPort, protocol }: WireForm<V1NetworkPolicyPort>): PolicyPortRow =>
  toRow<PolicyPortRow>({ port: port as number | string | undefined, endPort, protocol: protocol ?? 'TCP' });

const ingressPorts = (rules: readonly WireIngressRule[]): readonly PolicyPortRow[] | undefined =>
  rules.every(({ ports }) => ports?.length) ? rules.flatMap(({ ports }) => mapItems(ports, projectPort)) : undefined;

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
    ingressPorts: ingressPorts(ingress),
  });
};
