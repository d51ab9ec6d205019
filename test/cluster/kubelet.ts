import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONTAINERD_SOCKET } from './containerd.ts';
import type { TestCluster } from './control-plane.ts';

/** Writes the kubelet's configuration and returns its path; `cgroup` is the parent group of all pods. */
export const writeKubeletConfig = async (cluster: TestCluster, cgroup: string): Promise<string> => {
  const { folder, addresses, certificates } = cluster;
  const file = join(folder, 'kubelet.json');
  const config = {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: certificates.ca },
    },
    authorization: { mode: 'Webhook' },
    address: addresses.node,
    clusterDNS: [addresses.dns],
    clusterDomain: 'cluster.local',
    containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${cgroup}`,
    failCgroupV1: false,
    failSwapOn: false,
    serializeImagePulls: false,
    imageGCHighThresholdPercent: 100,
    evictionHard: { 'memory.available': '50Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
  };
  await writeFile(file, JSON.stringify(config, null, 2));
  return file;
};
