import { join } from 'node:path';
import { cached, isCached } from '../cache/cache.ts';
import { compile, goMissing } from './go.ts';

/** Programs that are built from one Go module: folder of its go.mod, packages, flags of the linker. */
type BinarySet = {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly packages: readonly string[];
  readonly flags: string;
};

const KUBERNETES = '1.35.4';
const FOLDER = import.meta.dirname;

/** Flags that set the version: without them a server reports v0.0.0-master, which clients refuse. */
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

const SETS = { 'control-plane': CONTROL_PLANE, dns: DNS, prometheus: PROMETHEUS } as const;

/**
 * Builds the programs. Returns undefined once the cache has them, or why they cannot be built, in one line. To be
 * called at the top of a test file, outside its hooks, which have a time limit: the first build on a machine takes
 * minutes.
 */
export const missing = async (set: keyof typeof SETS): Promise<string | undefined> => {
  const reason = isCached(nameOf(SETS[set])) ? undefined : await goMissing();
  if (reason !== undefined) return `${set} is not in the cache: ${reason}`;
  await built(SETS[set]);
  return undefined;
};

const nameOf = ({ name, version }: BinarySet): string => `${name}-${version}`;

const built = (set: BinarySet): Promise<string> =>
  cached(nameOf(set), async (into, progress) => {
    for (const name of set.packages) await compile({ ...set, name, into }, progress);
  });

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
