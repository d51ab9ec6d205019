import { Resolver } from 'node:dns/promises';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubernetesObject } from './api.ts';
import * as build from './build.ts';
import type { TestCluster } from './control-plane.ts';
import { apiFromNode, type ClusterNode } from './node.ts';
import { writeKubeconfig } from './users.ts';
import { waitFor } from './wait-for.ts';

/** Starts CoreDNS on the node's address, for pods (through its Service, which needs kube-proxy) and for containerd. */
export const startClusterDns = async (cluster: TestCluster, node: ClusterNode): Promise<void> => {
  const reason = await build.binariesMissing('dns');
  if (reason) throw new Error(reason);
  const coredns = await build.buildCoredns();
  const { folder, ca, tokens, addresses } = cluster;
  const kubeconfig = await writeKubeconfig(join(folder, 'dns'), apiFromNode(cluster), ca, tokens.dns);
  const corefile = join(folder, 'Corefile');
  await writeFile(corefile, corefileText(addresses.node, kubeconfig));
  await cluster.apply(dnsObjects(addresses.node, addresses.dns));
  node.launch('coredns', [coredns, '-conf', corefile]);
  const resolver = new Resolver({ timeout: 1_000, tries: 1 });
  resolver.setServers([addresses.node]);
  const name = 'kubernetes.default.svc.cluster.local';
  await waitFor('DNS of the cluster', 30, async () => (await resolver.resolve4(name)).includes(addresses.kubernetes));
};

// Names outside the cluster do not exist: NXDOMAIN.
const corefileText = (address: string, kubeconfig: string): string => `cluster.local:53 {
  bind ${address}
  errors
  kubernetes cluster.local {
    kubeconfig ${kubeconfig} test
    ttl 5
  }
}
.:53 {
  bind ${address}
  errors
  template ANY ANY {
    rcode NXDOMAIN
  }
}
`;

const dnsObjects = (server: string, clusterIP: string): KubernetesObject[] => {
  const metadata = { name: 'kube-dns', namespace: 'kube-system' };
  const ports = [
    { name: 'dns', port: 53, protocol: 'UDP' },
    { name: 'dns-tcp', port: 53, protocol: 'TCP' },
  ];
  const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'system:coredns' } };
  const read = (group: string, resources: string[]) => ({ apiGroups: [group], resources, verbs: ['list', 'watch'] });
  const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:coredns' };
  return [
    {
      ...{ ...rbac, kind: 'ClusterRole' },
      rules: [read('', ['services', 'pods', 'namespaces', 'endpoints']), read('discovery.k8s.io', ['endpointslices'])],
    },
    {
      ...{ ...rbac, kind: 'ClusterRoleBinding', roleRef: role },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:coredns' }],
    },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP, ports } },
    {
      ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4', ports },
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kube-dns' } },
      endpoints: [{ addresses: [server], conditions: { ready: true } }],
    },
  ];
};
