import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { TemplateRow } from '../../src/kubernetes/fields/pod-template.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { Finding } from '../../src/model/result.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { findServiceName, type TemplatedWorkload, templatedWorkloads } from '../network/backends/service-names.ts';

export default defineCheck({
  group: 'workloads',
  name: 'template-conflicts',
  title: 'Pod templates do not contradict themselves',
  why: 'A pod that is given names of Services and no DNS that knows them, or a variable twice, does not do what was written.',
  remedy: 'Add the DNS of the cluster to the nameservers, or leave dnsPolicy to ClusterFirst; set each variable once.',
  severity: 'sev3',
  needs: ['deployments', 'statefulSets', 'services'],
  wants: ['daemonSets', 'cronJobs', 'pods'],
  judges: ['deployments', 'statefulSets', 'daemonSets', 'cronJobs'],
  params: z.strictObject({}),
  /** A warning at most: what a server outside answers nobody here knows. Who sets a variable twice mostly means the last one. */
  run({ services, note, ...kinds }) {
    const workloads = templatedWorkloads(kinds);
    const twice = workloads.flatMap(({ ref, template }) =>
      repeatedVariables(template).map((text) => `${ref.namespace}/${ref.name} ${text}`),
    );
    if (twice.length > 0)
      note(
        `${pluralize(twice.length, 'variable is', 'variables are')} set twice in one container, and the last value counts: ${abbreviateList(twice)}`,
      );
    const known = new Set(services.map(({ ref }) => `${ref.namespace}/${ref.name}`));
    const servers = new Set(services.flatMap(({ dnsAddresses = [] }) => dnsAddresses));
    return servers.size === 0 ? [] : workloads.flatMap((row) => foreignDnsFindings(row, known, servers));
  },
});

/** `LOG_LEVEL of web` */
const repeatedVariables = ({ containers, initContainers }: TemplateRow): readonly string[] =>
  [...initContainers, ...containers].flatMap(({ name, repeated = [] }) =>
    repeated.map((variable) => `${variable} of ${name}`),
  );

/** Addresses of the node itself, as those of a DNS cache that runs there. */
const LINK_LOCAL = /^(?:169\.254\.|127\.|fe80:|::1$)/i;

/** A workload with `dnsPolicy: None` whose nameservers are none of the cluster, though its containers are given names of Services. */
const foreignDnsFindings = (
  { ref, template }: TemplatedWorkload,
  known: ReadonlySet<string>,
  servers: ReadonlySet<string>,
): readonly Finding[] => {
  const { dnsPolicy, nameservers = [], containers } = template;
  if (dnsPolicy !== 'None' || nameservers.some((address) => servers.has(address) || LINK_LOCAL.test(address)))
    return [];
  const [address] = containers
    .flatMap(({ addresses = [] }) => addresses)
    .filter(({ host }) => known.has(findServiceName(host, ref.namespace) ?? ''));
  if (address === undefined) return [];
  return [
    {
      reason: 'foreign_dns',
      level: 'warning',
      message: `dnsPolicy None asks ${nameservers.join(', ') || 'nobody'}, which is no DNS of the cluster, for Service ${address.host} in ${address.variable}`,
      object: ref,
      evidence: { nameservers, address: `${address.host}:${address.port}`, variable: address.variable },
      next: [describeCommand(ref)],
    },
  ];
};
