import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { command } from './program.ts';

/** Which Debian package brings a program, or a file that is not on the PATH. */
const PACKAGES: Readonly<Record<string, string>> = {
  etcd: 'etcd-server',
  openssl: 'openssl',
  setpriv: 'util-linux',
  containerd: 'containerd',
  runc: 'runc',
  '/usr/lib/cni/bridge': 'containernetworking-plugins',
  busybox: 'busybox-static',
  iptables: 'iptables',
  conntrack: 'conntrack',
  socat: 'socat',
  ip: 'iproute2',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  mount: 'mount',
  'docker-registry': 'docker-registry',
  htpasswd: 'apache2-utils',
};

/** What each part of a cluster needs from the system. */
export const NEEDS = {
  controlPlane: ['etcd', 'openssl', 'setpriv'],
  node: [
    ...['containerd', 'runc', '/usr/lib/cni/bridge', 'busybox', 'socat', 'ip', 'unshare', 'nsenter', 'mount'],
    // The kubelet and the bridge plugin use iptables even where no proxy runs.
    'iptables',
  ],
  proxy: ['iptables', 'conntrack'],
  registry: ['docker-registry', 'htpasswd'],
} as const;

const INSTALL_SECONDS = 300;
const POLICY = '/usr/sbin/policy-rc.d';

/**
 * Why these programs cannot be had, in one line, or undefined once all of them are there:
 * missing ones are installed when this process may do that. No package may start its daemon.
 */
export const install = async (programs: readonly string[]): Promise<string | undefined> => {
  const wanted = absent(programs);
  if (wanted.length === 0) return undefined;
  const packages = [...new Set(wanted.map((program) => PACKAGES[program] ?? program))];
  if (process.getuid?.() !== 0) return `not root, and these Debian packages are missing: ${packages.join(', ')}`;
  if (!existsSync('/usr/bin/apt-get')) return `not Debian, and these programs are missing: ${wanted.join(', ')}`;
  try {
    await withoutDaemons(() => fetchPackages(packages));
  } catch (error) {
    return (error as Error).message;
  }
  const left = absent(programs);
  return left.length === 0 ? undefined : `still missing after apt-get: ${left.join(', ')}`;
};

const absent = (programs: readonly string[]): string[] => programs.filter((program) => !present(program));

const present = (program: string): boolean =>
  program.startsWith('/')
    ? existsSync(program)
    : [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) =>
        existsSync(join(folder, program)),
      );

const fetchPackages = async (packages: readonly string[]): Promise<void> => {
  const get = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq'];
  const fetch = () => command([...get, 'install', '-y', '--no-install-recommends', ...packages], INSTALL_SECONDS);
  // The lists are only fetched when the ones that are there do not do.
  await fetch().catch(async () => {
    await command([...get, 'update'], INSTALL_SECONDS);
    await fetch();
  });
};

const withoutDaemons = async (work: () => Promise<void>): Promise<void> => {
  if (existsSync(POLICY)) return work();
  await writeFile(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    await rm(POLICY, { force: true });
  }
};
