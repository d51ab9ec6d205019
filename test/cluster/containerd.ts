import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterAddresses } from './addresses.ts';

export const PAUSE_IMAGE = 'registry.k8s.io/pause:3.10';
export const CONTAINERD_SOCKET = '/run/containerd/containerd.sock';

/** Ports of the registries on the node's loopback, by the host in an image's name. Other hosts are resolved by DNS. */
export const REGISTRY_PORTS: Readonly<Record<string, number>> = {
  'registry.acme.test': 5000,
  'private.acme.test': 5001,
  'mirror.acme.test': 5002,
};

/** Writes the configurations of containerd and of the pod network; returns the path of containerd's. */
export const writeContainerdConfig = async (folder: string, { pods }: ClusterAddresses): Promise<string> => {
  const network = join(folder, 'cni');
  const registries = join(folder, 'certs.d');
  await mkdir(network);
  await writeFile(join(network, '10-pods.conflist'), JSON.stringify(podNetwork(pods)));
  for (const [host, port] of Object.entries(REGISTRY_PORTS)) {
    await mkdir(join(registries, host), { recursive: true });
    const at = `http://127.0.0.1:${port}`;
    const hosts = `server = "${at}"\n[host."${at}"]\n  capabilities = ["pull", "resolve"]\n`;
    await writeFile(join(registries, host, 'hosts.toml'), hosts);
  }
  const file = join(folder, 'containerd.toml');
  await writeFile(file, containerdToml(network, registries));
  return file;
};

const podNetwork = (pods: string) => ({
  cniVersion: '0.4.0',
  name: 'pods',
  plugins: [
    {
      ...{ type: 'bridge', bridge: 'cni0', isGateway: true, ipMasq: false, hairpinMode: true },
      ipam: { type: 'host-local', ranges: [[{ subnet: pods }]], routes: [{ dst: '0.0.0.0/0' }] },
    },
  ],
});

// restrict_oom_score_adj: a machine that is itself a container may not lower the score, and no sandbox starts without it.
const containerdToml = (network: string, registries: string): string => `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"

[grpc]
  address = "${CONTAINERD_SOCKET}"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  restrict_oom_score_adj = true

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "${network}"

[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "${registries}"
`;
