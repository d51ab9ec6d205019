import { matchesSelector } from '../../../src/kubernetes/objects/label-selector.ts';
import type { NetworkPolicyRow, PolicyRule } from '../../../src/kubernetes/views/network-policies.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import { coversNumber } from './policy-ports.ts';

/** A pod that is given names to connect to, and that policies keep from asking DNS for them. */
export interface NamelessPod {
  readonly pod: PodRow;
  /** Those about what leaves the pod. */
  readonly policies: readonly NetworkPolicyRow[];
  /** `shop-db:5432 in DB_URL` */
  readonly address: string;
}

/**
 * A pod whose policies let some connections out and none to port 53, though its environment has names of hosts. Where nothing
 * may leave at all, it is meant so.
 */
export const findNamelessPod = (pod: PodRow, policies: readonly NetworkPolicyRow[]): NamelessPod | undefined => {
  const [address] = pod.template.containers.flatMap(({ addresses = [] }) => addresses);
  if (address === undefined || pod.template.hostNetwork || pod.template.dnsPolicy === 'None') return undefined;
  const about = policies.filter(
    ({ selector, types }) => types.includes('Egress') && matchesSelector(selector, pod.labels),
  );
  const rules = about.flatMap(({ egress }) => egress);
  if (rules.length === 0 || rules.some((rule) => coversDns(rule, pod))) return undefined;
  return { pod, policies: about, address: `${address.host}:${address.port} in ${address.variable}` };
};

/** Policies are about the ports of pods: those of CoreDNS listen on 53, those of OpenShift on 5353. */
const DNS_PORTS = [53, 5353];

const coversDns = (rule: PolicyRule, pod: PodRow): boolean =>
  DNS_PORTS.some((number) => coversNumber(rule, { number, protocol: 'UDP' }, pod)) ||
  DNS_PORTS.some((number) => coversNumber(rule, { number, protocol: 'TCP' }, pod)) ||
  rule.ports?.some(({ port }) => typeof port === 'string') === true;
