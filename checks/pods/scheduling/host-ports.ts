import type { TemplateRow } from '../../../src/kubernetes/fields/pod-template.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import { abbreviateList } from '../../../src/text/abbreviate-list.ts';

/** Who has the ports of nodes that a pod asks for: `hostPort 8080/TCP is taken by pod edge/proxy-1 on node-1`. */
export const hostPortHints = (pod: PodRow, pods: readonly PodRow[]): readonly string[] =>
  hostPortsOf(pod.template).flatMap((wanted) => {
    const holders = pods.filter(
      (other) =>
        other.node !== undefined &&
        other.phase !== 'Succeeded' &&
        other.phase !== 'Failed' &&
        hostPortsOf(other.template).includes(wanted),
    );
    const texts = holders.map(({ ref, node }) => `pod ${ref.namespace}/${ref.name} on ${node}`);
    return texts.length === 0 ? [] : [`hostPort ${wanted} is taken by ${abbreviateList(texts)}`];
  });

const hostPortsOf = ({ containers, initContainers }: TemplateRow): readonly string[] =>
  [...containers, ...initContainers].flatMap(({ ports }) =>
    ports.flatMap(({ hostPort, protocol = 'TCP' }) => (hostPort === undefined ? [] : [`${hostPort}/${protocol}`])),
  );
