import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { serviceBackendsLookup } from '../../src/kubernetes/backends/service-backends.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { matchesSelector } from '../../src/kubernetes/objects/label-selector.ts';
import { isActivePod } from '../../src/kubernetes/objects/pod-lifecycle.ts';
import type { ClusterViews } from '../../src/kubernetes/resources.ts';
import type { Finding } from '../../src/model/result.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { type FindingDetails, findingsByOwner } from '../pods/owners/findings-by-owner.ts';
import { type ClosedService, findClosedService } from './backends/closed-services.ts';
import { findDnsPlaces, findNamelessPod, type NamelessPod } from './backends/policy-dns.ts';
import { findMistakenPorts, type MistakenPolicyPort } from './backends/policy-ports.ts';

export default defineCheck({
  group: 'network',
  name: 'network-policies',
  title: 'Network policies fit the pods and Services',
  why: 'A policy whose selector matches no pod protects nobody; one that names the port of a Service, not of its pods, lets nobody in.',
  remedy: 'Compare its podSelector with the labels of the pods, and its ports with the target ports of the Services.',
  severity: 'sev3',
  needs: ['networkPolicies', 'pods'],
  wants: ['services', 'namespaces', 'deployments', 'statefulSets', 'daemonSets', 'cronJobs'],
  params: z.strictObject({}),
  /** A policy without pods is noted and no finding: its workload may be scaled to zero, or not deployed yet. */
  run({ networkPolicies, pods, services = [], namespaces, note, ...kinds }) {
    if (networkPolicies.length === 0) return [];
    const byNamespace = Map.groupBy(pods, ({ ref }) => ref.namespace);
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
    const guarded = services
      .filter(
        ({ ref, type, deletingAt }) =>
          type !== 'ExternalName' && deletingAt === undefined && policiesBy.has(ref.namespace),
      )
      .map((row) => [row, lookup(row).pods ?? [], policiesBy.get(row.ref.namespace) ?? []] as const);
    const candidates = { namespaces, labelled: [...pods, ...templatesOf(kinds)] };
    const mistaken = guarded.flatMap(([row, inside, policies]) => findMistakenPorts(row, inside, policies));
    const told = new Set(mistaken.map(({ service }) => service));
    const closed = guarded
      .filter(([row]) => !told.has(row))
      .flatMap(([row, inside, policies]) => findClosedService(row, inside, policies, candidates) ?? []);
    const meant = closed
      .filter(({ why }) => !MISTAKES.has(why))
      .map(({ service: { ref } }) => `${ref.namespace}/${ref.name}`);
    if (meant.length > 0)
      note(
        `NetworkPolicies let nobody in to the pods of ${pluralize(meant.length, 'Service')}: ${abbreviateList(meant)}`,
      );
    const places = findDnsPlaces(services, namespaces);
    const nameless = pods
      .filter((pod) => isActivePod(pod) && policiesBy.has(pod.ref.namespace))
      .flatMap((pod) => findNamelessPod(pod, policiesBy.get(pod.ref.namespace) ?? [], places) ?? []);
    return [
      ...mistaken.map(mistakenPortFinding),
      ...closed.filter(({ why }) => MISTAKES.has(why)).map(closedServiceFinding),
      ...findingsByOwner(nameless, (example) => namelessDetails(example)),
    ];
  },
});

/** Whoever denies all, or lets in to another port of the same pods, mostly means it, or uses policies of another kind besides. */
const MISTAKES: ReadonlySet<ClosedService['why']> = new Set(['no_peer', 'no_port']);

type TemplatedKind = 'deployments' | 'statefulSets' | 'daemonSets' | 'cronJobs';

/** The labels of pods that workloads may make, though there are none now. */
const templatesOf = (kinds: { readonly [Kind in TemplatedKind]?: ClusterViews[Kind] | undefined }) =>
  [
    ...(kinds.deployments ?? []),
    ...(kinds.statefulSets ?? []),
    ...(kinds.daemonSets ?? []),
    ...(kinds.cronJobs ?? []),
  ].map(({ ref, templateLabels }) => ({ ref, labels: templateLabels }));

/** A warning, as the others. */
const closedServiceFinding = ({ service, policies, why }: ClosedService): Finding => {
  const [first] = policies as readonly [ClosedService['policies'][number]];
  const names = policies.map(({ ref }) => ref.name).join(', ');
  const targets = service.ports.map(({ target }) => target).join(', ');
  const reason =
    why === 'no_peer' ? 'no pod and no namespace has the labels that they ask for' : `none is about port ${targets}`;
  return {
    reason: 'policy_closed',
    level: 'warning',
    message: `nobody is let in to the pods of Service ${service.ref.name} (NetworkPolicy ${names}): ${reason}`,
    object: first.ref,
    objects: [...policies.slice(1).map(({ ref }) => ref), service.ref],
    evidence: { service: service.ref.name, why, policies: policies.map(({ ref }) => ref.name) },
    next: [...policies.map(({ ref }) => describeCommand(ref)), 'kubectl get namespaces --show-labels'],
    part: service.ref.name,
  };
};

const namelessDetails = ({ policies, address }: NamelessPod): FindingDetails => ({
  reason: 'policy_dns',
  level: 'warning',
  message: `its NetworkPolicies (${policies.map(({ ref }) => ref.name).join(', ')}) let nothing out to port 53 of the cluster's DNS: it cannot ask for ${address}`,
  evidence: { policies: policies.map(({ ref }) => ref.name), address },
  next: policies.map(({ ref }) => describeCommand(ref)),
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
