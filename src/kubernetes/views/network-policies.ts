import { type MetaRow, metaFields } from '../fields/object-meta.ts';
import { projectSelector } from '../fields/selectors.ts';
import { mapItems, toRow, trueOrAbsent } from '../fields/wire-fields.ts';
import type { LabelSelector } from '../objects/label-selector.ts';
import type {
  WireNetworkPolicy,
  WireNetworkPolicyPeer,
  WireNetworkPolicyPort,
} from '../protobuf/tables/networking-v1.ts';

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

const projectPeer = ({ podSelector, namespaceSelector, ipBlock }: WireNetworkPolicyPeer): PeerRow =>
  toRow<PeerRow>({
    pods: projectSelector(podSelector),
    namespaces: projectSelector(namespaceSelector),
    addresses: trueOrAbsent(ipBlock !== undefined),
  });

const projectPort = ({ port, endPort, protocol }: WireNetworkPolicyPort): PolicyPortRow =>
  toRow<PolicyPortRow>({ port, endPort, protocol: protocol ?? 'TCP' });

const projectRule = (
  peers: readonly WireNetworkPolicyPeer[] | undefined,
  ports: readonly WireNetworkPolicyPort[] | undefined,
): PolicyRule =>
  toRow<PolicyRule>({
    peers: peers?.length ? peers.map(projectPeer) : undefined,
    ports: ports?.length ? ports.map(projectPort) : undefined,
  });

/** Projects a NetworkPolicy. */
export const projectNetworkPolicy = (from: WireNetworkPolicy): NetworkPolicyRow =>
  toRow<NetworkPolicyRow>({
    ...metaFields('NetworkPolicy', from),
    selector: projectSelector(from.spec?.podSelector) ?? ALL_PODS,
    types: mapItems(from.spec?.policyTypes, (type) => type),
    ingress: mapItems(from.spec?.ingress, (rule) => projectRule(rule.from, rule.ports)),
    egress: mapItems(from.spec?.egress, (rule) => projectRule(rule.to, rule.ports)),
  });
