import type { KubernetesObject } from './api.ts';
import type { TestCluster } from './control-plane.ts';

export type FakeNode = {
  readonly name: string;
  /** True renews its lease, so it stays Ready; false does not, so it is NotReady after the grace period. */
  readonly ready: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** What it reports beside the conditions of a kubelet. */
  readonly conditions?: readonly NodeCondition[];
};

type NodeCondition = Readonly<Record<'type' | 'status' | 'reason' | 'message', string>>;

const RENEW_MS = 10_000;

/** Adds a node without a kubelet. Its taint keeps the scheduler from placing pods there, which would never run. */
export const addFakeNode = async (cluster: TestCluster, node: FakeNode): Promise<void> => {
  const { request, undo } = cluster;
  await request('POST', '/api/v1/nodes', nodeManifest(node));
  await request(
    'PATCH',
    `/api/v1/nodes/${node.name}/status`,
    { status: nodeStatus(node) },
    'application/merge-patch+json',
  );
  if (!node.ready) return;
  await renewLease(cluster, node.name);
  const timer = setInterval(() => renewLease(cluster, node.name).catch(() => undefined), RENEW_MS);
  undo.add(`lease of ${node.name}`, () => clearInterval(timer));
};

const nodeManifest = ({ name, labels = {}, taints = [] }: FakeNode): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', ...labels } },
  spec: { taints: [{ key: 'acme.test/reserved', effect: 'NoSchedule' }, ...taints] },
});

const nodeStatus = ({ conditions = [] }: FakeNode) => {
  const now = new Date().toISOString();
  const resources = { cpu: '4', memory: '16Gi', 'ephemeral-storage': '50Gi', pods: '110' };
  const condition = (type: string, status: string, reason: string) => ({
    ...{ type, status, reason, message: reason },
    ...{ lastHeartbeatTime: now, lastTransitionTime: now },
  });
  return {
    capacity: resources,
    allocatable: resources,
    conditions: [
      condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
      condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
      condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
      condition('Ready', 'True', 'KubeletReady'),
      ...conditions.map((one) => ({ ...one, lastHeartbeatTime: now, lastTransitionTime: now })),
    ],
    nodeInfo: {
      ...{ architecture: 'amd64', operatingSystem: 'linux', osImage: 'none', kernelVersion: 'none', machineID: '' },
      ...{ systemUUID: '', bootID: '', containerRuntimeVersion: 'none://1', kubeletVersion: 'v1.35.4' },
      kubeProxyVersion: '',
    },
  };
};

const renewLease = async ({ apply }: TestCluster, name: string): Promise<void> => {
  const renewTime = `${new Date().toISOString().slice(0, -1)}000Z`;
  await apply([
    {
      ...{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace: 'kube-node-lease' } },
      spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime },
    },
  ]);
};
