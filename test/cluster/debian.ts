import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensurePackages } from '../support/debian.ts';

/** The Debian package of a program, or of a file that is not on the PATH. */
const PACKAGE_OF_PROGRAM: Readonly<Record<string, string>> = {
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
  java: 'default-jre-headless',
  javac: 'default-jdk-headless',
  mvn: 'maven',
};

/** Programs that each part of a cluster needs. */
export const NEEDED_PROGRAMS = {
  controlPlane: ['etcd', 'openssl', 'setpriv'],
  node: [
    ...['containerd', 'runc', '/usr/lib/cni/bridge', 'busybox', 'socat', 'ip', 'unshare', 'nsenter', 'mount'],
    // For the kubelet and the bridge plugin, also without kube-proxy.
    'iptables',
  ],
  proxy: ['iptables', 'conntrack'],
  registry: ['docker-registry', 'htpasswd'],
} as const;

/** Installs the packages of these programs. Returns undefined once all are there, or why they are not, in one line. */
export const installPrograms = async (programs: readonly string[]): Promise<string | undefined> => {
  const wanted = absentPrograms(programs);
  if (wanted.length === 0) return undefined;
  const reason = await ensurePackages([...new Set(wanted.map((program) => PACKAGE_OF_PROGRAM[program] ?? program))]);
  if (reason !== undefined) return reason;
  const left = absentPrograms(programs);
  return left.length === 0 ? undefined : `still missing with their packages: ${left.join(', ')}`;
};

const absentPrograms = (programs: readonly string[]): string[] => programs.filter((program) => !isPresent(program));

const isPresent = (program: string): boolean =>
  program.startsWith('/')
    ? existsSync(program)
    : [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) =>
        existsSync(join(folder, program)),
      );
