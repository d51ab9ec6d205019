import type { V1NetworkPolicy, V1NetworkPolicyPeer, V1NetworkPolicyPort } from '@kubernetes/client-node';
import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { projectSelector } from '../fields/selectors.ts';
import { mapItems, toRow, trueOrAbsent, type WireForm } from '../fields/wire-fields.ts';
import type { LabelSelector } from '../objects/label-selector.ts';

export interface NetworkPolicyRow extends MetaRow {
  /** Selects pods of its own namespace. */
  readonly selector: LabelSelector;
  readonly types: readonly string[];
  readonly ingress: readonly PolicyRule[];
  readonly egress: readonly PolicyRule[];
}

/** What a rule lets through. Without peers it is anybody, without ports all of them. */
export interface PolicyRule {
  readonly peers?: readonly PeerRow[];
  readonly ports?: readonly PolicyPortRow[];
}

/** A port by number or by a container's name for it, or a range. Without a port all of the protocol. */
export interface PolicyPortRow {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol: string;
}

/** A peer. Without `namespaces` it is in the policy's own namespace. */
export interface PeerRow {
  readonly pods?: LabelSelector;
  readonly namespaces?: LabelSelector;
  readonly addresses?: true;
}

const ALL_PODS: LabelSelector = { labels: {}, expressions: [] };

const projectPeer = ({ podSelector, namespaceSelector, ipBlock }: WireForm<V1NetworkPolicyPeer>): PeerRow =>
  toRow<PeerRow>({
    pods: projectSelector(podSelector),
    namespaces: projectSelector(namespaceSelector),
    addresses: trueOrAbsent(ipBlock !== undefined),
  });

type WirePeers = WireForm<V1NetworkPolicyPeer>[];

/** `from` has another name (`_from`) in the client's model. */
type WireRule = { from?: WirePeers; to?: WirePeers; ports?: WireForm<V1NetworkPolicyPort>[] };

const projectPort = ({ port, endPort, protocol }: WireForm<V1NetworkPolicyPort>): PolicyPortRow =>
  toRow<PolicyPortRow>({ port: port as number | string | undefined, endPort, protocol: protocol ?? 'TCP' });

const projectRule = ({ from, to, ports }: WireRule): PolicyRule => {
  const peers = from ?? to;
  return toRow<PolicyRule>({
    peers: peers?.length ? peers.map(projectPeer) : undefined,
    ports: ports?.length ? ports.map(projectPort) : undefined,
  });
};

/** Projects a NetworkPolicy. */
export const projectNetworkPolicy = (from: WireForm<V1NetworkPolicy>): NetworkPolicyRow =>
  toRow<NetworkPolicyRow>({
    ...metaFields('NetworkPolicy', from),
    selector: projectSelector(from.spec?.podSelector) ?? ALL_PODS,
    types: mapItems(from.spec?.policyTypes, (type) => type),
    ingress: mapItems(from.spec?.ingress as WireRule[] | undefined, projectRule),
    egress: mapItems(from.spec?.egress as WireRule[] | undefined, projectRule),
  });
