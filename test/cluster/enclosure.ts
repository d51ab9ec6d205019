import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Addresses } from './addresses.ts';
import { within } from './patience.ts';
import { command } from './program.ts';
import type { Undo } from './undo.ts';

/**
 * Namespaces (network, mounts, processes) of their own for the node and its pods. When its first process
 * ends the kernel ends every other one in it and drops its mounts, bridge, devices and iptables rules with it,
 * so that nothing of a node can be left behind, however a test run ends.
 */
export type Enclosure = {
  /** Returns the command line that runs a command inside. */
  readonly inside: (line: readonly string[]) => readonly string[];
};

const READY_MS = 10_000;
const END_MS = 20_000;

/** Kernel settings that a kubelet insists on; it is shown files with its wishes and leaves the machine's alone. */
const TUNABLES: Readonly<Record<string, number>> = {
  'vm/overcommit_memory': 1,
  'vm/panic_on_oom': 0,
  'kernel/panic': 10,
  'kernel/panic_on_oops': 1,
  'kernel/keys/root_maxkeys': 1_000_000,
  'kernel/keys/root_maxbytes': 25_000_000,
};

/** Makes the namespaces, joins them to the machine by a cable, and routes pods and services through it. */
export const makeEnclosure = async (folder: string, addresses: Addresses, undo: Undo): Promise<Enclosure> => {
  const pid = await firstProcess(await writeSetup(folder, addresses), undo);
  const namespaces = [`--mount=/proc/${pid}/ns/mnt`, `--net=/proc/${pid}/ns/net`];
  const processes = `--pid=/proc/${pid}/ns/pid_for_children`;
  const inside: Enclosure['inside'] = (line) => ['nsenter', ...namespaces, processes, '--', ...line];
  await connectCable(pid, addresses, inside);
  return { inside };
};

/** Folders that a node's daemons write to, replaced inside by empty ones; the names stay the usual ones. */
const writeSetup = async (folder: string, addresses: Addresses): Promise<string> => {
  const lines = ['set -e', 'mount -t tmpfs -o mode=755 tmpfs /run'];
  for (const [name, at] of Object.entries({ 'var-lib': '/var/lib', 'var-log': '/var/log' })) {
    await mkdir(join(folder, name));
    lines.push(`mount --bind ${join(folder, name)} ${at}`);
  }
  const resolver = join(folder, 'resolv.conf');
  await writeFile(resolver, `nameserver ${addresses.node}\n`);
  lines.push(`mount --bind ${resolver} /etc/resolv.conf`);
  for (const [name, value] of Object.entries(TUNABLES)) {
    const file = join(folder, `tunable-${name.replaceAll('/', '-')}`);
    await writeFile(file, `${value}\n`);
    lines.push(`if [ -e /proc/sys/${name} ]; then mount --bind ${file} /proc/sys/${name}; fi`);
  }
  lines.push('echo 1 > /proc/sys/net/ipv4/ip_forward', 'ip link set lo up', 'mkdir -p /run/lock');
  // It waits for the end of its input, which comes with the end of the process that holds the other side;
  // meanwhile the shell buries the orphans of the namespace.
  lines.push('echo ready', 'read -r _ || true');
  const script = join(folder, 'enclosure.sh');
  await writeFile(script, `${lines.join('\n')}\n`);
  return script;
};

/** Returns the process id of the `unshare` that stands outside and whose death ends all inside. */
const firstProcess = async (script: string, undo: Undo): Promise<number> => {
  const flags = ['--net', '--mount', '--propagation=private', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const child = spawn('unshare', [...flags, 'bash', script], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  undo.add('enclosure', async () => {
    child.stdin.destroy();
    child.kill('SIGKILL');
    await within(gone, END_MS);
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ready = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  await within(Promise.race([ready, gone]), READY_MS);
  if (child.exitCode !== null || !child.pid) throw new Error(`no namespaces for a node: ${said.trim()}`);
  return child.pid;
};

const connectCable = async (pid: number, addresses: Addresses, inside: Enclosure['inside']): Promise<void> => {
  const { link, machine, node, pods, services } = addresses;
  const peer = `${link}n`;
  await command(['ip', 'link', 'add', link, 'type', 'veth', 'peer', 'name', peer]);
  await command(['ip', 'link', 'set', peer, 'netns', String(pid)]);
  await command(['ip', 'address', 'add', `${machine}/30`, 'dev', link]);
  await command(['ip', 'link', 'set', link, 'up']);
  await command(inside(['ip', 'link', 'set', peer, 'name', 'eth0']));
  await command(inside(['ip', 'address', 'add', `${node}/30`, 'dev', 'eth0']));
  await command(inside(['ip', 'link', 'set', 'eth0', 'up']));
  await command(inside(['ip', 'route', 'add', 'default', 'via', machine]));
  for (const range of [pods, services]) await command(['ip', 'route', 'add', range, 'via', node]);
};
