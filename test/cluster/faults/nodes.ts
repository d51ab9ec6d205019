import { addFakeNode } from '../nodes.ts';
import type { ClusterScenario } from '../scenario.ts';

const HOUR_MS = 3_600_000;

const problem = (type: string, status: string, message: string) => ({
  type,
  status,
  reason: `${type}Problem`,
  message,
});

/** Nodes without a kubelet, which report what they are told to; `worker-3` has the same conditions and is well. */
export const NODE_FAULTS: readonly ClusterScenario[] = [
  {
    title: 'nodes that do not report, that report a problem, or that were forgotten',
    namespace: 'nodes',
    objects: [],
    before: async ({ cluster }) => {
      await addFakeNode(cluster, { name: 'worker-2', ready: false });
      await addFakeNode(cluster, {
        ...{ name: 'worker-3', ready: true },
        conditions: [problem('KernelDeadlock', 'False', 'no deadlock'), problem('NetworkingReady', 'True', 'up')],
      });
      await addFakeNode(cluster, {
        ...{ name: 'worker-4', ready: true },
        conditions: [problem('KernelDeadlock', 'True', 'task docker:7 blocked for more than 300 seconds')],
      });
      await addFakeNode(cluster, {
        ...{ name: 'worker-5', ready: true },
        conditions: [problem('NetworkingReady', 'False', 'IPAMD is not running')],
      });
      await addFakeNode(cluster, {
        ...{ name: 'worker-6', ready: true },
        taints: [{ key: 'ToBeDeletedByClusterAutoscaler', value: secondsAgo(3 * HOUR_MS), effect: 'NoSchedule' }],
      });
    },
    expect: [
      { kind: 'Node', name: 'worker-2', says: ['not.?ready|unknown|kubelet|heartbeat'], clusterScoped: true },
      { kind: 'Node', name: 'worker-4', says: ['KernelDeadlock', 'blocked for more than'], clusterScoped: true },
      { kind: 'Node', name: 'worker-5', says: ['NetworkingReady=False', 'IPAMD'], clusterScoped: true },
      { kind: 'Node', name: 'worker-6', says: ['ToBeDeletedByClusterAutoscaler', 'still there'], clusterScoped: true },
    ],
  },
];

const secondsAgo = (ms: number): string => String(Math.floor((Date.now() - ms) / 1000));
