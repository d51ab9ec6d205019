import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterAddresses } from './addresses.ts';
import type { CleanUpSteps } from './clean-up.ts';
import { runTool } from './program.ts';
import { withTimeLimit } from './wait-for.ts';

/**
 * Network, mount and PID namespaces of the node and its pods. With the first process of a PID namespace the kernel
 * kills all others and removes its mounts, bridge, devices and iptables rules, so nothing of a node is left when a test
 * run is killed.
 */
export type NodeEnclosure = {
  /** Returns the command line that runs a command inside. */
  readonly inside: (line: readonly string[]) => readonly string[];
};

const READY_TIMEOUT_MS = 10_000;
const END_TIMEOUT_MS = 20_000;

/**
 * Kernel settings that the kubelet wants to change: files with its values are mounted over /proc/sys, and the machine
 * keeps its own.
 */
const KERNEL_SETTINGS: Readonly<Record<string, number>> = {
  'vm/overcommit_memory': 1,
  'vm/panic_on_oom': 0,
  'kernel/panic': 10,
  'kernel/panic_on_oops': 1,
  'kernel/keys/root_maxkeys': 1_000_000,
  'kernel/keys/root_maxbytes': 25_000_000,
};

/** Makes the namespaces, connects them to the machine by a veth pair, and routes pods and Services through it. */
export const makeEnclosure = async (
  folder: string,
  addresses: ClusterAddresses,
  undo: CleanUpSteps,
): Promise<NodeEnclosure> => {
  const pid = await startNamespaces(await writeSetup(folder, addresses), undo);
  const namespaces = [`--mount=/proc/${pid}/ns/mnt`, `--net=/proc/${pid}/ns/net`];
  const processes = `--pid=/proc/${pid}/ns/pid_for_children`;
  const inside: NodeEnclosure['inside'] = (line) => ['nsenter', ...namespaces, processes, '--', ...line];
  await connectVethPair(pid, addresses, inside);
  return { inside };
};

/**
 * Writes the script that mounts empty folders where the node's daemons write, under their usual paths. Returns its
 * path.
 */
const writeSetup = async (folder: string, addresses: ClusterAddresses): Promise<string> => {
  const lines = ['set -e', 'mount -t tmpfs -o mode=755 tmpfs /run'];
  for (const [name, at] of Object.entries({ 'var-lib': '/var/lib', 'var-log': '/var/log' })) {
    await mkdir(join(folder, name));
    lines.push(`mount --bind ${join(folder, name)} ${at}`);
  }
  const resolver = join(folder, 'resolv.conf');
  await writeFile(resolver, `nameserver ${addresses.node}\n`);
  lines.push(`mount --bind ${resolver} /etc/resolv.conf`);
  for (const [name, value] of Object.entries(KERNEL_SETTINGS)) {
    const file = join(folder, `tunable-${name.replaceAll('/', '-')}`);
    await writeFile(file, `${value}\n`);
    lines.push(`if [ -e /proc/sys/${name} ]; then mount --bind ${file} /proc/sys/${name}; fi`);
  }
  lines.push('echo 1 > /proc/sys/net/ipv4/ip_forward', 'ip link set lo up', 'mkdir -p /run/lock');
  // The shell reaps the orphans of the namespace until its input ends, which is when the test process ends.
  lines.push('echo ready', 'read -r _ || true');
  const script = join(folder, 'enclosure.sh');
  await writeFile(script, `${lines.join('\n')}\n`);
  return script;
};

/** Returns the process id of `unshare`; when it ends, all processes inside are killed. */
const startNamespaces = async (script: string, undo: CleanUpSteps): Promise<number> => {
  const flags = ['--net', '--mount', '--propagation=private', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const child = spawn('unshare', [...flags, 'bash', script], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  undo.add('enclosure', async () => {
    child.stdin.destroy();
    child.kill('SIGKILL');
    await withTimeLimit(ended, END_TIMEOUT_MS);
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ready = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  await withTimeLimit(Promise.race([ready, ended]), READY_TIMEOUT_MS);
  if (child.exitCode !== null || !child.pid) throw new Error(`no namespaces for a node: ${errors.trim()}`);
  return child.pid;
};

const connectVethPair = async (
  pid: number,
  addresses: ClusterAddresses,
  inside: NodeEnclosure['inside'],
): Promise<void> => {
  const { link, machine, node, pods, services } = addresses;
  const peer = `${link}n`;
  await runTool(['ip', 'link', 'add', link, 'type', 'veth', 'peer', 'name', peer]);
  await runTool(['ip', 'link', 'set', peer, 'netns', String(pid)]);
  await runTool(['ip', 'address', 'add', `${machine}/30`, 'dev', link]);
  await runTool(['ip', 'link', 'set', link, 'up']);
  await runTool(inside(['ip', 'link', 'set', peer, 'name', 'eth0']));
  await runTool(inside(['ip', 'address', 'add', `${node}/30`, 'dev', 'eth0']));
  await runTool(inside(['ip', 'link', 'set', 'eth0', 'up']));
  await runTool(inside(['ip', 'route', 'add', 'default', 'via', machine]));
  for (const range of [pods, services]) await runTool(['ip', 'route', 'add', range, 'via', node]);
};
