import type { ApiAnswer } from './api.ts';
import type { TestCluster } from './control-plane.ts';
import type { ClusterNode } from './node.ts';
import { runTool } from './program.ts';

/** Arguments of an iptables rule, without its chain. */
type IptablesRule = readonly string[];

const POLICY_CHAINS = { Egress: 'TEST-POLICY-EGRESS', Ingress: 'TEST-POLICY-INGRESS' } as const;
type PolicyDirection = keyof typeof POLICY_CHAINS;

/**
 * Chains that jump to ours, after the translation of Service addresses: FORWARD for pods, INPUT for the node's own
 * ports.
 */
const HOOKED_CHAINS = ['FORWARD', 'INPUT'];

/**
 * Enforces the NetworkPolicies of a namespace for the pods that exist now, in place of a network plugin that does. It
 * supports policies that select pods by labels and traffic by ports, as those of the chart do. Returns a function that
 * ends it.
 * @throws Error on a policy with any other field.
 */
export const enforcePolicies = async (
  { request }: TestCluster,
  node: ClusterNode,
  namespace: string,
): Promise<() => Promise<void>> => {
  const policies: ApiAnswer[] = (
    await request('GET', `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`)
  ).items;
  const pods: ApiAnswer[] = (await request('GET', `/api/v1/namespaces/${namespace}/pods`)).items;
  const run = (...line: readonly string[]) => runTool(node.inside(['iptables', '-w', '5', ...line]));
  for (const [direction, chain] of Object.entries(POLICY_CHAINS) as [PolicyDirection, string][]) {
    await run('-N', chain);
    await run('-A', chain, '-m', 'conntrack', '--ctstate', 'ESTABLISHED,RELATED', '-j', 'RETURN');
    for (const pod of pods) {
      for (const rule of rulesFor(direction, pod, policies)) await run('-A', chain, ...rule);
    }
    for (const asking of HOOKED_CHAINS) await run('-I', asking, '1', '-j', chain);
  }
  return async () => {
    for (const chain of Object.values(POLICY_CHAINS)) {
      for (const asking of HOOKED_CHAINS) await run('-D', asking, '-j', chain);
      await run('-F', chain);
      await run('-X', chain);
    }
  };
};

/** A pod that no policy selects is not restricted; otherwise the union of its policies is allowed. */
const rulesFor = (
  direction: PolicyDirection,
  pod: ApiAnswer,
  policies: readonly ApiAnswer[],
): readonly IptablesRule[] => {
  const own = policies.filter(({ spec }) => spec.policyTypes.includes(direction) && selectsPod(spec.podSelector, pod));
  if (own.length === 0) return [];
  const address = [direction === 'Egress' ? '-s' : '-d', pod.status.podIP];
  const allowed = own.flatMap(({ spec }) => spec[direction.toLowerCase()] ?? []).flatMap(portMatches);
  return [...allowed.map((match) => [...address, ...match, '-j', 'RETURN']), [...address, '-j', 'DROP']];
};

const selectsPod = (selector: ApiAnswer, { metadata }: ApiAnswer): boolean => {
  refuseUnknownFields(selector, ['matchLabels']);
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => metadata.labels?.[key] === value);
};

const portMatches = (rule: ApiAnswer): readonly IptablesRule[] => {
  refuseUnknownFields(rule, ['ports']);
  return rule.ports.map((port: ApiAnswer) => {
    refuseUnknownFields(port, ['port', 'protocol']);
    return ['-p', port.protocol.toLowerCase(), '--dport', String(port.port)];
  });
};

const refuseUnknownFields = (given: ApiAnswer, known: readonly string[]): void => {
  const others = Object.keys(given).filter((key) => !known.includes(key));
  if (others.length > 0) throw new Error(`a policy with ${others.join(', ')} is not understood here`);
};
