import { join } from 'node:path';
import type { TestCluster } from './control-plane.ts';
import { installPrograms, NEEDED_PROGRAMS } from './debian.ts';
import { apiFromNode, type ClusterNode } from './node.ts';
import { runTool } from './program.ts';
import { writeKubeconfig } from './users.ts';
import { waitFor } from './wait-for.ts';

/** Starts kube-proxy on the node and returns once ClusterIPs are routed, for pods and for this machine. */
export const startProxy = async (cluster: TestCluster, node: ClusterNode): Promise<void> => {
  const reason = await installPrograms(NEEDED_PROGRAMS.proxy);
  if (reason) throw new Error(reason);
  const { folder, ca, tokens, binaries, addresses } = cluster;
  const kubeconfig = await writeKubeconfig(join(folder, 'proxy'), apiFromNode(cluster), ca, tokens.proxy);
  node.launch('kube-proxy', [
    join(binaries, 'kube-proxy'),
    ...[`--kubeconfig=${kubeconfig}`, `--hostname-override=${node.name}`, '--proxy-mode=iptables'],
    // 0 leaves the machine's settings of connection tracking as they are.
    ...['--conntrack-max-per-core=0', '--conntrack-tcp-timeout-established=0', '--conntrack-tcp-timeout-close-wait=0'],
    // Without it, the answer of a pod on the same bridge does not come back through the node.
    '--masquerade-all',
  ]);
  const rules = node.inside(['iptables', '-t', 'nat', '-S', 'KUBE-SERVICES']);
  await waitFor('the rules of Services', 30, async () => (await runTool(rules)).includes(addresses.kubernetes));
};
