import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import {
  declaredPorts,
  hasNamedTarget,
  servingContainers,
  undeclaredPorts,
} from '../../src/kubernetes/backends/pod-ports.ts';
import { formatLabels } from '../../src/kubernetes/backends/selector-text.ts';
import { serviceBackendsLookup } from '../../src/kubernetes/backends/service-backends.ts';
import type { ContainerPort } from '../../src/kubernetes/fields/container-spec.ts';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import type { ServicePortRow, ServiceRow } from '../../src/kubernetes/views/services.ts';
import type { Finding } from '../../src/model/result.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';
import { pluralize } from '../../src/text/pluralize.ts';

export default defineCheck({
  group: 'network',
  name: 'service-ports',
  title: 'Services send to ports that their pods have',
  why: 'A named port that no container declares is dropped without a word: the endpoints are there and nothing answers.',
  remedy: "Correct the Service's targetPort, or the name and number of the container's port.",
  severity: 'sev2',
  needs: ['services', 'pods'],
  params: z.strictObject({}),
  run({ services, pods, note }) {
    const lookup = serviceBackendsLookup({ endpointSlices: [], pods });
    const byNamespace = Map.groupBy(services, ({ ref }) => ref.namespace);
    const legal: string[] = [];
    const findings = services.flatMap((row) => {
      const matching = row.type === 'ExternalName' || row.deletingAt !== undefined ? [] : (lookup(row).pods ?? []);
      if (matching.length === 0) return [];
      return undeclaredPorts(row, matching).flatMap((port) => {
        if (
          hasNamedTarget(port) ||
          (!row.headless && missesItsPort(port, matching, byNamespace.get(row.ref.namespace)))
        )
          return [portMismatchFinding(row, port, matching)];
        legal.push(`${row.ref.namespace}/${row.ref.name} ${port.target}`);
        return [];
      });
    });
    if (legal.length > 0)
      note(
        `${pluralize(legal.length, 'target port of Services is', 'target ports of Services are')} not declared by the pods, which is legal: ${abbreviateList(legal)}`,
      );
    return findings;
  },
});

/** Whether every container declares its ports. */
const declaresAllPorts = (pod: PodRow): boolean => servingContainers(pod).every(({ ports }) => ports.length > 0);

/**
 * Whether the pods declare a port of the Service port's name or number, to which no Service sends: only then is a number that
 * none of them declares most likely wrong, for declaring ports is optional.
 */
const missesItsPort = (port: ServicePortRow, pods: readonly PodRow[], services: readonly ServiceRow[] = []): boolean =>
  pods.every(declaresAllPorts) &&
  pods
    .flatMap(declaredPorts)
    .filter((one) => one.port === port.port || (one.name !== undefined && one.name === port.name))
    .some(
      (one) => !services.some(({ ports }) => ports.some(({ target }) => target === one.port || target === one.name)),
    );

const portMismatchFinding = ({ ref, selector }: ServiceRow, port: ServicePortRow, pods: readonly PodRow[]): Finding => {
  const named = hasNamedTarget(port);
  const declared = [...new Set(pods.flatMap(declaredPorts).map(portText))];
  const there = declared.length === 0 ? 'they declare none' : `they declare ${declared.join(', ')}`;
  const pod = (pods[0] as PodRow).ref;
  return {
    reason: 'port_mismatch',
    level: named ? 'fault' : 'warning',
    message: `port ${port.name === undefined ? '' : `${port.name} `}${port.port} sends to targetPort ${port.target}, which ${named ? 'no container has' : 'no container declares'} in its ${pluralize(pods.length, 'pod')}: ${there}`,
    object: ref,
    evidence: { pod: pod.name, port: port.port, targetPort: port.target, protocol: port.protocol, declared },
    next: [
      kubectlCommand(ref.namespace)`get service ${ref.name} -o yaml`,
      kubectlCommand(ref.namespace)`describe pods -l ${formatLabels(selector)}`,
    ],
    part: `${port.port}/${port.protocol}`,
  };
};

const portText = ({ name, port, protocol }: ContainerPort): string =>
  `${port}${name === undefined ? '' : ` (${name})`}${protocol === undefined ? '' : `/${protocol}`}`;
