import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { type ServiceBackends, serviceBackendsLookup } from '../../src/kubernetes/backends/service-backends.ts';
import { findConditionWithStatus } from '../../src/kubernetes/objects/conditions.ts';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import type { ServiceRow } from '../../src/kubernetes/views/services.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { abbreviateList } from '../../src/text/abbreviate-list.ts';

export default defineCheck({
  group: 'network',
  name: 'local-traffic',
  title: 'Services that stay on the node have a pod on each node',
  why: 'With internalTrafficPolicy Local, connections from a node that has none of the pods are dropped.',
  remedy: 'Run the pods as a DaemonSet, or set internalTrafficPolicy to Cluster.',
  severity: 'sev3',
  needs: ['services', 'pods', 'nodes'],
  params: z.strictObject({ grace: duration().prefault('10m').describe('How long new pods and nodes are let be') }),
  /** A warning: the clients may be placed beside the pods on purpose. */
  run({ services, pods, nodes, params, now, looked }) {
    const local = services.filter(({ localOnly, deletingAt }) => localOnly === true && deletingAt === undefined);
    looked('localServices', local.length);
    if (local.length === 0) return [];
    const lookup = serviceBackendsLookup({ endpointSlices: [], pods });
    const limit = now - params.grace;
    const busy = new Set(pods.filter((pod) => pod.phase === 'Running' && !isOfEachNode(pod)).map(({ node }) => node));
    const open = nodes.filter((node) => node.createdAt < limit && isOpen(node)).map(({ ref }) => ref.name);
    return local.flatMap((row) => {
      const backends = lookup(row);
      if (!isPlacedFreely(backends, limit)) return [];
      const served = new Set(backends.pods?.map(({ node }) => node));
      const bare = open.filter((name) => busy.has(name) && !served.has(name));
      return bare.length === 0 ? [] : [localTrafficFinding(row, bare, open.length)];
    });
  },
});

/** A DaemonSet and the kubelet put their pods where they have to be. */
const isOfEachNode = ({ owner }: PodRow): boolean => owner?.kind === 'DaemonSet' || owner?.kind === 'Node';

const isOpen = (node: NodeRow): boolean =>
  node.cordoned === undefined &&
  node.taints.every(({ effect }) => effect === 'PreferNoSchedule') &&
  findConditionWithStatus(node, 'Ready', 'True') !== undefined;

const isPlacedFreely = ({ pods = [], leaving }: ServiceBackends, limit: number): boolean =>
  pods.length > 0 &&
  leaving.length === 0 &&
  pods.every((pod) => pod.createdAt < limit && pod.node !== undefined && !isOfEachNode(pod));

const localTrafficFinding = ({ ref }: ServiceRow, bare: readonly string[], all: number): Finding => ({
  reason: 'local_traffic',
  level: 'warning',
  message: `internalTrafficPolicy is Local, and ${bare.length} of ${all} nodes have no pod of it: ${abbreviateList(bare)}`,
  object: ref,
  evidence: { nodes: bare },
  next: [kubectlCommand(ref.namespace)`get service ${ref.name} -o yaml`],
});
