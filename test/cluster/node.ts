import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE_NAME } from './addresses.ts';
import { makeCgroup, removeCgroup } from './cgroups.ts';
import { CONTAINERD_SOCKET, PAUSE_IMAGE, writeContainerdConfig } from './containerd.ts';
import { launchProgram, type TestCluster, waitUntilUp } from './control-plane.ts';
import { installPrograms, NEEDED_PROGRAMS } from './debian.ts';
import { makeEnclosure, type NodeEnclosure } from './enclosure.ts';
import { findBusybox, type TestImage, writeImageArchive } from './images.ts';
import { writeKubeletConfig } from './kubelet.ts';
import { type ClusterDaemon, runTool } from './program.ts';
import { CGROUP_PREFIX } from './stale-clusters.ts';
import { writeKubeconfig } from './users.ts';
import { waitFor } from './wait-for.ts';

/** The real node of a cluster. */
export type ClusterNode = {
  readonly name: string;
  readonly inside: NodeEnclosure['inside'];
  /** Starts a daemon inside the node's namespaces. */
  readonly launch: (name: string, line: readonly string[]) => ClusterDaemon;
  /** Imports the images of a docker-archive into the node's containerd. */
  readonly importArchive: (file: string) => Promise<void>;
  /** Builds images of busybox and imports them. */
  readonly load: (images: readonly TestImage[]) => Promise<void>;
  /** Ends the kubelet and every container, and starts the kubelet again after so many milliseconds. */
  readonly reboot: (downMs: number) => Promise<void>;
};

/** A node whose kubelet does not run yet. */
type NodeWithoutKubelet = Omit<ClusterNode, 'reboot'>;

/** The image of the test workloads: busybox, with a shell and a web server. */
export const BUSYBOX_IMAGE = 'docker.io/library/busybox:1.35';

const READY_SECONDS = 90;
const API_PORT = 6443;

/** Installs what a node needs. Returns why that failed, in one line, or undefined. */
export const nodeMissing = async (): Promise<string | undefined> => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a node needs Linux and root';
  return installPrograms(NEEDED_PROGRAMS.node);
};

/** Starts containerd and a kubelet in their own namespaces and returns once the node is Ready. */
export const startNode = async (cluster: TestCluster): Promise<ClusterNode> => {
  const reason = await nodeMissing();
  if (reason) throw new Error(reason);
  const { folder, addresses, undo } = cluster;
  const cgroup = `${CGROUP_PREFIX}${process.pid}-${addresses.link}`;
  undo.add('control groups', () => removeCgroup(cgroup));
  await makeCgroup(cgroup);
  const { inside } = await makeEnclosure(folder, addresses, undo);
  const start = (name: string, [program = '', ...args]: readonly string[]) =>
    launchProgram(cluster, name, program, args);
  const node: NodeWithoutKubelet = {
    name: NODE_NAME,
    inside,
    launch: (name, line) => start(name, inside(line)),
    importArchive: (file) => importImages(inside, file),
    load: async (images) => {
      const file = join(folder, `images-${images[0]?.label ?? 'more'}.tar`);
      await writeImageArchive(file, await findBusybox(), images);
      await importImages(inside, file);
    },
  };
  await forwardApi(cluster, start);
  await startContainerd(cluster, node);
  return { ...node, reboot: await startKubelet(cluster, node, cgroup) };
};

/** Forwards a port of the machine's end of the veth pair to the API server, which listens on loopback only. */
const forwardApi = async (cluster: TestCluster, start: ClusterNode['launch']): Promise<void> => {
  const { addresses, url, apply } = cluster;
  const listen = `TCP-LISTEN:${API_PORT},bind=${addresses.machine},fork,reuseaddr`;
  start('api-forward', ['socat', listen, `TCP:${new URL(url).host}`]);
  const name = { metadata: { name: 'kubernetes', labels: { 'kubernetes.io/service-name': 'kubernetes' } } };
  await apply([
    {
      ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', ...name, addressType: 'IPv4' },
      endpoints: [{ addresses: [addresses.machine], conditions: { ready: true } }],
      ports: [{ name: 'https', port: API_PORT, protocol: 'TCP' }],
    },
  ]);
};

/** Returns the address under which the node's daemons reach the API server. */
export const apiFromNode = ({ addresses }: TestCluster): string => `https://${addresses.machine}:${API_PORT}`;

const startContainerd = async ({ folder, addresses }: TestCluster, node: NodeWithoutKubelet): Promise<void> => {
  const containerd = node.launch('containerd', [
    ...['containerd', '--config', await writeContainerdConfig(folder, addresses)],
  ]);
  await waitUntilUp('containerd', 30, [containerd], () => runTool(node.inside(ctrCommand('version'))));
  await node.load([
    // Like the real pause, it reaps the orphans of pods that share one PID namespace.
    { names: [PAUSE_IMAGE], label: 'pause', command: ['sh', '-c', 'sleep 2147483647 & while :; do wait; done'] },
    { names: [BUSYBOX_IMAGE], label: 'busybox' },
  ]);
};

/** Returns the command line of containerd's client for the kubelet's images. */
const ctrCommand = (...args: readonly string[]): string[] => ['ctr', '-a', CONTAINERD_SOCKET, '-n', 'k8s.io', ...args];

const importImages = async (inside: NodeEnclosure['inside'], file: string): Promise<void> => {
  await runTool(inside(ctrCommand('images', 'import', file)), 120);
};

/** Starts the kubelet, waits for the node to be Ready, and returns what reboots it. */
const startKubelet = async (
  cluster: TestCluster,
  node: NodeWithoutKubelet,
  cgroup: string,
): Promise<ClusterNode['reboot']> => {
  const { folder, ca, tokens, binaries, addresses } = cluster;
  const kubeconfig = await writeKubeconfig(join(folder, 'node'), apiFromNode(cluster), ca, tokens.node);
  const line = [
    join(binaries, 'kubelet'),
    `--config=${await writeKubeletConfig(cluster, cgroup)}`,
    `--kubeconfig=${kubeconfig}`,
    `--hostname-override=${node.name}`,
    `--node-ip=${addresses.node}`,
  ];
  let kubelet = node.launch('kubelet', line);
  await waitUntilUp(`node ${node.name}`, READY_SECONDS, [kubelet], () => isNodeReady(cluster, node.name));
  // The controllers remove the taint of a new node a moment later; pods that are created before that wait.
  await waitFor(`node ${node.name} to be schedulable`, READY_SECONDS, async () => {
    const { spec } = await cluster.request('GET', `/api/v1/nodes/${node.name}`);
    return !spec.taints?.length;
  });
  return async (downMs) => {
    await kubelet.stop();
    await runTool(node.inside(['sh', '-c', KILL_CONTAINERS_SCRIPT]), 60);
    await sleep(downMs);
    kubelet = node.launch('kubelet', line);
  };
};

const KILL_CONTAINERS_SCRIPT = `for task in $(${ctrCommand('tasks', 'ls', '-q').join(' ')}); do
  ${ctrCommand('tasks', 'kill', '-s', 'SIGKILL').join(' ')} "$task" || true
done`;

const isNodeReady = async ({ request }: TestCluster, name: string): Promise<boolean> => {
  const { status } = await request('GET', `/api/v1/nodes/${name}`);
  const conditions: { type: string; status: string; message: string }[] = status.conditions;
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (ready?.status !== 'True') throw new Error(ready?.message ?? 'no condition Ready');
  return true;
};
