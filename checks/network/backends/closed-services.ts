import { declaredPorts } from '../../../src/kubernetes/backends/pod-ports.ts';
import { matchesSelector } from '../../../src/kubernetes/objects/label-selector.ts';
import type { NetworkPolicyRow, PolicyRule } from '../../../src/kubernetes/views/network-policies.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { ServiceRow } from '../../../src/kubernetes/views/services.ts';
import { type PeerCandidates, reachesAnybody } from './policy-peers.ts';
import { coversNumber, targetNumber } from './policy-ports.ts';

/** A Service whose pods nobody may connect to on its ports, by the policies about them. */
export interface ClosedService {
  readonly service: ServiceRow;
  /** Those about its pods. */
  readonly policies: readonly NetworkPolicyRow[];
  /**
   * Why nobody gets in: all is denied, nobody is there whom a rule lets in, no rule is about a port that its pods have, or
   * only about others of their ports. The first and the last may be meant so.
   */
  readonly why: 'denied' | 'no_peer' | 'no_port' | 'other_port';
}

/** The service with the policies that together let nobody in to any of its ports; undefined where one gets in. */
export const findClosedService = (
  service: ServiceRow,
  pods: readonly PodRow[],
  policies: readonly NetworkPolicyRow[],
  candidates: PeerCandidates,
): ClosedService | undefined => {
  const [pod] = pods;
  const about = policies.filter(
    ({ selector, types }) =>
      types.includes('Ingress') && pods.length > 0 && pods.every(({ labels }) => matchesSelector(selector, labels)),
  );
  if (pod === undefined || about.length === 0) return undefined;
  const targets = service.ports.map((port) => ({ number: targetNumber(port, pod), protocol: port.protocol }));
  const rules = about.flatMap(({ ingress }) => ingress);
  const isAboutTarget = (rule: PolicyRule): boolean =>
    targets.some(({ number, protocol }) => number === undefined || coversNumber(rule, { number, protocol }, pod));
  const onTarget = rules.filter(isAboutTarget);
  if (onTarget.some((rule) => reachesAnybody(rule, service.ref.namespace, candidates))) return undefined;
  return { service, policies: about, why: closedBy(rules, onTarget, pod) };
};

const closedBy = (rules: readonly PolicyRule[], onTarget: readonly PolicyRule[], pod: PodRow): ClosedService['why'] => {
  if (rules.length === 0) return 'denied';
  if (onTarget.length > 0) return 'no_peer';
  const declared = declaredPorts(pod);
  const isAboutOther = declared.some(({ port, protocol = 'TCP' }) =>
    rules.some((rule) => coversNumber(rule, { number: port, protocol }, pod)),
  );
  return isAboutOther || declared.length === 0 ? 'other_port' : 'no_port';
};
