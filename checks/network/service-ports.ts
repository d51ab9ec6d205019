import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { ContainerPort } from '../../src/kubernetes/fields/container-spec.ts';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import type { ServicePortRow, ServiceRow } from '../../src/kubernetes/views/services.ts';
import type { Finding } from '../../src/model/result.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { declaredPorts, hasNamedTarget, servingContainers, undeclaredPorts } from './backends/pod-ports.ts';
import { serviceBackendsLookup } from './backends/service-backends.ts';
import { formatLabels } from './backends/service-outage.ts';

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
    let legal = 0;
    const findings = services.flatMap((row) => {
      const matching = row.type === 'ExternalName' || row.deletingAt !== undefined ? [] : (lookup(row).pods ?? []);
      if (matching.length === 0) return [];
      const undeclared = undeclaredPorts(row, matching);
      const faulty = undeclared.filter(
        (port) => hasNamedTarget(port) || (!row.headless && matching.every(declaresAllPorts)),
      );
      legal += undeclared.length - faulty.length;
      return faulty.map((port) => portMismatchFinding(row, port, matching));
    });
    if (legal > 0)
      note(
        `${pluralize(legal, 'port of Services is', 'ports of Services are')} not declared by the pods, which is legal`,
      );
    return findings;
  },
});

/** Whether every container declares its ports: then a port that none of them declares is most likely wrong. */
const declaresAllPorts = (pod: PodRow): boolean => servingContainers(pod).every(({ ports }) => ports.length > 0);

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
      kubectlCommand(ref.namespace, `get service ${ref.name} -o yaml`),
      kubectlCommand(ref.namespace, `describe pods -l ${formatLabels(selector)}`),
    ],
    part: `${port.port}/${port.protocol}`,
  };
};

const portText = ({ name, port, protocol }: ContainerPort): string =>
  `${port}${name === undefined ? '' : ` (${name})`}${protocol === undefined ? '' : `/${protocol}`}`;
