import type { Answer } from './api.ts';
import type { Cluster } from './control-plane.ts';
import type { Node } from './node.ts';
import { command } from './program.ts';

/** Arguments of an iptables rule, without its chain. */
type Rule = readonly string[];

const CHAINS = { Egress: 'TEST-POLICY-EGRESS', Ingress: 'TEST-POLICY-INGRESS' } as const;
type Direction = keyof typeof CHAINS;

/**
 * Chains that jump to ours, after the translation of Service addresses: FORWARD for pods, INPUT for the node's own
 * ports.
 */
const ASKED_BY = ['FORWARD', 'INPUT'];

/**
 * Enforces the NetworkPolicies of a namespace for the pods that exist now, in place of a network plugin that does. It
 * supports policies that select pods by labels and traffic by ports, as those of the chart do. Returns a function that
 * ends it.
 * @throws Error on a policy with any other field.
 */
export const enforcePolicies = async (
  { request }: Cluster,
  node: Node,
  namespace: string,
): Promise<() => Promise<void>> => {
  const policies: Answer[] = (
    await request('GET', `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`)
  ).items;
  const pods: Answer[] = (await request('GET', `/api/v1/namespaces/${namespace}/pods`)).items;
  const run = (...line: readonly string[]) => command(node.inside(['iptables', '-w', '5', ...line]));
  for (const [direction, chain] of Object.entries(CHAINS) as [Direction, string][]) {
    await run('-N', chain);
    await run('-A', chain, '-m', 'conntrack', '--ctstate', 'ESTABLISHED,RELATED', '-j', 'RETURN');
    for (const pod of pods) {
      for (const rule of rulesFor(direction, pod, policies)) await run('-A', chain, ...rule);
    }
    for (const asking of ASKED_BY) await run('-I', asking, '1', '-j', chain);
  }
  return async () => {
    for (const chain of Object.values(CHAINS)) {
      for (const asking of ASKED_BY) await run('-D', asking, '-j', chain);
      await run('-F', chain);
      await run('-X', chain);
    }
  };
};

/** A pod that no policy selects is not restricted; otherwise the union of its policies is allowed. */
const rulesFor = (direction: Direction, pod: Answer, policies: readonly Answer[]): readonly Rule[] => {
  const own = policies.filter(({ spec }) => spec.policyTypes.includes(direction) && chooses(spec.podSelector, pod));
  if (own.length === 0) return [];
  const address = [direction === 'Egress' ? '-s' : '-d', pod.status.podIP];
  const allowed = own.flatMap(({ spec }) => spec[direction.toLowerCase()] ?? []).flatMap(portsOf);
  return [...allowed.map((match) => [...address, ...match, '-j', 'RETURN']), [...address, '-j', 'DROP']];
};

const chooses = (selector: Answer, { metadata }: Answer): boolean => {
  refuseOthers(selector, ['matchLabels']);
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => metadata.labels?.[key] === value);
};

const portsOf = (rule: Answer): readonly Rule[] => {
  refuseOthers(rule, ['ports']);
  return rule.ports.map((port: Answer) => {
    refuseOthers(port, ['port', 'protocol']);
    return ['-p', port.protocol.toLowerCase(), '--dport', String(port.port)];
  });
};

const refuseOthers = (given: Answer, known: readonly string[]): void => {
  const others = Object.keys(given).filter((key) => !known.includes(key));
  if (others.length > 0) throw new Error(`a policy with ${others.join(', ')} is not understood here`);
};
