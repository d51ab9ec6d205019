import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { matchesSelector } from '../../src/kubernetes/objects/label-selector.ts';
import type { Finding } from '../../src/model/result.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { findMistakenPorts, type MistakenPolicyPort } from './backends/policy-ports.ts';
import { serviceBackendsLookup } from './backends/service-backends.ts';

export default defineCheck({
  group: 'network',
  name: 'network-policies',
  title: 'Network policies fit the pods and Services',
  why: 'A policy whose selector matches no pod protects nobody; one that names the port of a Service, not of its pods, lets nobody in.',
  remedy: 'Compare its podSelector with the labels of the pods, and its ports with the target ports of the Services.',
  severity: 'sev3',
  needs: ['networkPolicies', 'pods'],
  wants: ['services'],
  params: z.strictObject({}),
  /** A policy without pods is noted and no finding: its workload may be scaled to zero, or not deployed yet. */
  run({ networkPolicies, pods, services = [], note }) {
    const byNamespace = Map.groupBy(networkPolicies.length === 0 ? [] : pods, ({ ref }) => ref.namespace);
    const unused = networkPolicies.filter(
      ({ ref, selector }) => !byNamespace.get(ref.namespace)?.some(({ labels }) => matchesSelector(selector, labels)),
    );
    const names = unused.map(({ ref }) => `${ref.namespace}/${ref.name}`);
    if (names.length > 0)
      note(
        `${pluralize(names.length, 'NetworkPolicy selects', 'NetworkPolicies select')} no pod: ${abbreviateList(names)}`,
      );
    const policiesBy = Map.groupBy(networkPolicies, ({ ref }) => ref.namespace);
    const lookup = serviceBackendsLookup({ endpointSlices: [], pods });
    return services
      .filter(({ ref, type }) => type !== 'ExternalName' && policiesBy.has(ref.namespace))
      .flatMap((row) => findMistakenPorts(row, lookup(row).pods ?? [], policiesBy.get(row.ref.namespace) ?? []))
      .map(mistakenPortFinding);
  },
});

/** A warning, since other kinds of policies, which are not read, may let the port in. */
const mistakenPortFinding = ({ policy, service, port, target }: MistakenPolicyPort): Finding => ({
  reason: 'policy_port',
  level: 'warning',
  message: `lets in port ${port.port} of Service ${service.ref.name}, and not ${target}, which its pods serve it on`,
  object: policy.ref,
  objects: [service.ref],
  evidence: { service: service.ref.name, port: port.port, targetPort: port.target },
  next: [describeCommand(policy.ref), describeCommand(service.ref)],
  part: `${service.ref.name}:${port.port}`,
});
