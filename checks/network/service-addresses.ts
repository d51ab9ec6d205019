import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { selectsLabels } from '../../src/kubernetes/backends/service-backends.ts';
import type { EnvAddress } from '../../src/kubernetes/fields/env-addresses.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { Labels } from '../../src/kubernetes/objects/label-selector.ts';
import type { ServiceRow } from '../../src/kubernetes/views/services.ts';
import type { Finding, ObjectRef } from '../../src/model/result.ts';
import { findServiceName, type TemplatedWorkload, templatedWorkloads } from './backends/service-names.ts';

export default defineCheck({
  group: 'network',
  name: 'service-addresses',
  title: 'Containers are given addresses that Services have',
  why: 'Connections to a port that the Service does not have time out, and a name without a Service is not found.',
  remedy: 'Correct the address in the environment of the container, or the name or port of the Service.',
  severity: 'sev3',
  needs: ['services', 'deployments', 'statefulSets'],
  wants: ['daemonSets', 'cronJobs', 'pods'],
  judges: ['deployments', 'statefulSets', 'daemonSets', 'cronJobs'],
  params: z.strictObject({}),
  /** Warnings: a program may have no use for an address that it is given. */
  run({ services, looked, ...kinds }) {
    const workloads = templatedWorkloads(kinds);
    const byName = new Map(services.map((row) => [`${row.ref.namespace}/${row.ref.name}`, row]));
    const workloadBy = new Map(workloads.map(({ ref }) => [`${ref.namespace}/${ref.name}`, ref]));
    const findProblem = (
      { ref, templateLabels }: Pick<TemplatedWorkload, 'ref' | 'templateLabels'>,
      { host, port }: EnvAddress,
    ): string | undefined => {
      const name = findServiceName(host, ref.namespace) ?? '';
      const service = byName.get(name);
      // What is behind a Service itself may be given the name for its own port.
      if (service) return isBehind(service, ref, templateLabels) ? undefined : missingPortText(service, port);
      const other = workloadBy.get(name);
      return other && other !== ref ? `no Service is called ${name}, only a ${other.kind}` : undefined;
    };
    const given = workloads.flatMap(({ template: { containers, initContainers }, ...workload }) =>
      [...containers, ...initContainers].flatMap(({ name, addresses = [] }) =>
        addresses.map((address) => ({ workload, container: name, address })),
      ),
    );
    // A snapshot has no values of variables: there is nothing to compare then.
    looked('givenAddresses', given.length);
    return given.flatMap(({ workload, container, address }) => {
      const problem = findProblem(workload, address);
      return problem === undefined ? [] : [addressFinding({ ...workload.ref, container }, address, problem)];
    });
  },
});

const isBehind = (service: ServiceRow, ref: ObjectRef, labels: Labels): boolean =>
  service.ref.namespace === ref.namespace && selectsLabels(service.selector, labels);

/** Says that a Service lacks a port; headless Services and external names lead to any. */
const missingPortText = ({ ref, ports, type, headless }: ServiceRow, port: number): string | undefined =>
  type === 'ExternalName' || headless === true || ports.some((one) => one.port === port)
    ? undefined
    : `Service ${ref.name} has no port ${port}: it has ${ports.map((one) => one.port).join(', ') || 'none'}`;

const addressFinding = (object: ObjectRef, { variable, host, port }: EnvAddress, problem: string): Finding => ({
  reason: 'address_unknown',
  level: 'warning',
  message: `${variable} of container ${object.container} is the address ${host}:${port}, and ${problem}`,
  object,
  evidence: { variable, address: `${host}:${port}` },
  next: [kubectlCommand(object.namespace)`get services`, describeCommand(object)],
  part: `${variable}=${host}:${port}`,
});
