import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { exclusively } from './exclusive.ts';
import { go, goMissing } from './go.ts';
import { command } from './program.ts';

/** Programs that one Go module gives: folder of its go.mod, packages, and how the version is told. */
type BinarySet = {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly packages: readonly string[];
  readonly flags: string;
};

const KUBERNETES = '1.35.4';
const FOLDER = import.meta.dirname;
const BUILD_SECONDS = 1_800;

/** Without these a server calls itself v0.0.0-master and clients refuse to parse that. */
const stamped = (version: string): string => {
  const [major, minor] = version.split('.');
  return ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
    .map((at) => `-X ${at}.gitVersion=v${version} -X ${at}.gitMajor=${major} -X ${at}.gitMinor=${minor}`)
    .join(' ');
};

const CONTROL_PLANE: BinarySet = {
  name: 'kubernetes',
  version: KUBERNETES,
  folder: FOLDER,
  packages: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy'].map(
    (program) => `k8s.io/kubernetes/cmd/${program}`,
  ),
  flags: stamped(KUBERNETES),
};

const DNS: BinarySet = {
  name: 'coredns',
  version: '1.12.4',
  folder: join(FOLDER, 'dns'),
  packages: ['kavmon/test/cluster/dns/coredns'],
  flags: '',
};

const PROMETHEUS: BinarySet = {
  name: 'prometheus',
  version: '0.307.3',
  folder: join(FOLDER, 'prometheus'),
  packages: ['prometheus', 'promtool'].map((program) => `github.com/prometheus/prometheus/cmd/${program}`),
  flags: '',
};

/** Returns the folder with kube-apiserver, kube-controller-manager, kube-scheduler, kubelet and kube-proxy. */
export const controlPlane = (): Promise<string> => built(CONTROL_PLANE);

/** Returns the path of coredns. */
export const coredns = async (): Promise<string> => join(await built(DNS), 'coredns');

/** Returns the paths of prometheus and promtool. */
export const prometheus = async (): Promise<{ prometheus: string; promtool: string }> => {
  const folder = await built(PROMETHEUS);
  return { prometheus: join(folder, 'prometheus'), promtool: join(folder, 'promtool') };
};

/**
 * Why the programs cannot be had here, in one line, or undefined when they can
 * (they are in the cache already, or there is a Go to build them).
 */
export const missing = async (set: 'control-plane' | 'dns' | 'prometheus'): Promise<string | undefined> => {
  if (existsSync(cacheFolder(SETS[set]))) return undefined;
  const reason = await goMissing();
  return reason && `${set} is not in the cache: ${reason}`;
};

const SETS = { 'control-plane': CONTROL_PLANE, dns: DNS, prometheus: PROMETHEUS } as const;

const cache = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kavmon');
const cacheFolder = ({ name, version }: BinarySet): string => join(cache(), `${name}-${version}`);

/** Builds the set unless the cache has it. A folder under its final name is always whole: it gets that name last. */
const built = async (set: BinarySet): Promise<string> => {
  const folder = cacheFolder(set);
  if (existsSync(folder)) return folder;
  await mkdir(cache(), { recursive: true });
  return exclusively(join(cache(), '.building'), BUILD_SECONDS, async () => {
    if (existsSync(folder)) return folder;
    const unfinished = `${folder}.${process.pid}.part`;
    try {
      await mkdir(unfinished);
      for (const name of set.packages) await compile(set, name, unfinished);
      await rename(unfinished, folder);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
    return folder;
  });
};

const compile = async ({ folder, flags }: BinarySet, name: string, into: string): Promise<void> => {
  console.error(`building ${name}`);
  const build = [await go(), '-C', folder, 'build', '-trimpath', '-ldflags', `-s -w ${flags}`, '-o', into, name];
  await command(['env', 'CGO_ENABLED=0', 'GOTOOLCHAIN=auto', 'nice', ...build], BUILD_SECONDS);
};

const main = async (wanted = 'all'): Promise<void> => {
  const makers = { 'control-plane': controlPlane, dns: coredns, prometheus };
  const names = wanted === 'all' ? Object.keys(makers) : [wanted];
  for (const name of names) {
    const make = makers[name as keyof typeof makers];
    if (!make) throw new Error(`unknown set ${name}; known: ${Object.keys(makers).join(', ')}, all`);
    const reason = await missing(name as keyof typeof makers);
    if (reason) throw new Error(reason);
    console.log(JSON.stringify(await make()));
  }
};

if (import.meta.main) {
  main(process.argv[2]).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
