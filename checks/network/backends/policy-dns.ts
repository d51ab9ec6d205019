import { matchesSelector } from '../../../src/kubernetes/objects/label-selector.ts';
import type { NamespaceRow } from '../../../src/kubernetes/views/namespaces.ts';
import type { NetworkPolicyRow, PolicyRule } from '../../../src/kubernetes/views/network-policies.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { ServiceRow } from '../../../src/kubernetes/views/services.ts';
import { matchesNamespace } from './policy-peers.ts';
import { coversNumber } from './policy-ports.ts';

/** A pod that is given names to connect to, and that policies keep from asking DNS for them. */
export interface NamelessPod {
  readonly pod: PodRow;
  /** Those about what leaves the pod. */
  readonly policies: readonly NetworkPolicyRow[];
  /** `shop-db:5432 in DB_URL` */
  readonly address: string;
}

/** Where the DNS of the cluster may be. */
export interface DnsPlaces {
  /** Namespaces with a Service on port 53; empty where none of them could be read. */
  readonly serving: ReadonlySet<string>;
  /** Absent: they could not be read. */
  readonly namespaces?: readonly NamespaceRow[] | undefined;
}

/** The namespaces whose Services answer on port 53. */
export const findDnsPlaces = (
  services: readonly ServiceRow[],
  namespaces: readonly NamespaceRow[] | undefined,
): DnsPlaces => {
  const dns = services.filter(({ dnsAddresses }) => dnsAddresses !== undefined);
  return { serving: new Set(dns.flatMap(({ ref }) => ref.namespace ?? [])), namespaces };
};

/**
 * A pod whose policies let some connections out and none to port 53, though its environment has names of hosts. Where nothing
 * may leave at all, it is meant so.
 */
export const findNamelessPod = (
  pod: PodRow,
  policies: readonly NetworkPolicyRow[],
  places: DnsPlaces,
): NamelessPod | undefined => {
  const [address] = pod.template.containers.flatMap(({ addresses = [] }) => addresses);
  if (address === undefined || pod.template.hostNetwork || pod.template.dnsPolicy === 'None') return undefined;
  const about = policies.filter(
    ({ selector, types }) => types.includes('Egress') && matchesSelector(selector, pod.labels),
  );
  const rules = about.flatMap(({ egress }) => egress);
  if (rules.length === 0 || rules.some((rule) => coversDns(rule, pod) && reachesDns(rule, pod, places)))
    return undefined;
  return { pod, policies: about, address: `${address.host}:${address.port} in ${address.variable}` };
};

/** Policies are about the ports of pods: those of CoreDNS listen on 53, those of OpenShift on 5353. */
const DNS_PORTS = [53, 5353];

const coversDns = (rule: PolicyRule, pod: PodRow): boolean =>
  DNS_PORTS.some((number) => coversNumber(rule, { number, protocol: 'UDP' }, pod)) ||
  DNS_PORTS.some((number) => coversNumber(rule, { number, protocol: 'TCP' }, pod)) ||
  rule.ports?.some(({ port }) => typeof port === 'string') === true;

const reachesDns = ({ peers }: PolicyRule, { ref }: PodRow, { serving, namespaces: known }: DnsPlaces): boolean =>
  peers === undefined ||
  peers.some(({ namespaces, addresses }) => {
    if (addresses) return true;
    if (namespaces === undefined) return serving.has(ref.namespace ?? '');
    if (known === undefined || serving.size === 0) return true;
    return known.some((row) => serving.has(row.ref.name) && matchesNamespace(namespaces, row));
  });
