import { join } from 'node:path';
import { cachedFolder, isCached } from '../cache/cache.ts';
import { compileGo, goMissing } from './go-toolchain.ts';

/** Programs that are built from one Go module: folder of its go.mod, packages, flags of the linker. */
type BinarySet = {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly packages: readonly string[];
  readonly flags: string;
};

const KUBERNETES_VERSION = '1.35.4';
const MODULE_FOLDER = import.meta.dirname;

/** Flags that set the version: without them a server reports v0.0.0-master, which clients refuse. */
const versionFlags = (version: string): string => {
  const [major, minor] = version.split('.');
  return ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
    .map((at) => `-X ${at}.gitVersion=v${version} -X ${at}.gitMajor=${major} -X ${at}.gitMinor=${minor}`)
    .join(' ');
};

const CONTROL_PLANE_SET: BinarySet = {
  name: 'kubernetes',
  version: KUBERNETES_VERSION,
  folder: MODULE_FOLDER,
  packages: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy'].map(
    (program) => `k8s.io/kubernetes/cmd/${program}`,
  ),
  flags: versionFlags(KUBERNETES_VERSION),
};

const DNS_SET: BinarySet = {
  name: 'coredns',
  version: '1.12.4',
  folder: join(MODULE_FOLDER, 'dns'),
  packages: ['kavmon/test/cluster/dns/coredns'],
  flags: '',
};

const PROMETHEUS_SET: BinarySet = {
  name: 'prometheus',
  version: '0.307.3',
  folder: join(MODULE_FOLDER, 'prometheus'),
  packages: ['prometheus', 'promtool'].map((program) => `github.com/prometheus/prometheus/cmd/${program}`),
  flags: '',
};

const DECODER_SET: BinarySet = {
  name: 'dashboard-decoder',
  version: '0.0.22',
  folder: join(MODULE_FOLDER, '../dashboards/decoder'),
  packages: ['kavmon/test/dashboards/decoder'],
  flags: '',
};

const FERRETDB_SET: BinarySet = {
  name: 'ferretdb',
  version: '1.24.2',
  folder: join(MODULE_FOLDER, '../support/ferretdb'),
  packages: ['kavmon/test/support/ferretdb'],
  flags: '',
};

const JAEGER_SET: BinarySet = {
  name: 'jaeger',
  version: '1.76.0',
  folder: join(MODULE_FOLDER, '../telemetry/jaeger'),
  packages: ['github.com/jaegertracing/jaeger/cmd/jaeger'],
  flags: '',
};

const COLLECTOR_SET: BinarySet = {
  name: 'otel-collector',
  version: '0.161.0',
  folder: join(MODULE_FOLDER, '../telemetry/collector'),
  packages: ['kavmon/test/telemetry/collector'],
  flags: '',
};

/** Returns the folder with kube-apiserver, kube-controller-manager, kube-scheduler, kubelet and kube-proxy. */
export const buildControlPlane = (): Promise<string> => buildBinaries(CONTROL_PLANE_SET);

/** Returns the path of coredns. */
export const buildCoredns = async (): Promise<string> => join(await buildBinaries(DNS_SET), 'coredns');

/** Returns the paths of prometheus and promtool. */
export const buildPrometheus = async (): Promise<{ prometheus: string; promtool: string }> => {
  const folder = await buildBinaries(PROMETHEUS_SET);
  return { prometheus: join(folder, 'prometheus'), promtool: join(folder, 'promtool') };
};

/** Returns the path of the program that reads dashboards as strictly as Grafana's SDK can. */
export const buildDecoder = async (): Promise<string> => join(await buildBinaries(DECODER_SET), 'decoder');

/** Returns the path of FerretDB, which speaks the protocol of MongoDB. */
export const buildFerretdb = async (): Promise<string> => join(await buildBinaries(FERRETDB_SET), 'ferretdb');

/** Returns the path of Jaeger. */
export const buildJaeger = async (): Promise<string> => join(await buildBinaries(JAEGER_SET), 'jaeger');

/** Returns the path of an OpenTelemetry Collector: OTLP in, a file out. */
export const buildCollector = async (): Promise<string> => join(await buildBinaries(COLLECTOR_SET), 'collector');

const BINARY_SETS = {
  collector: COLLECTOR_SET,
  'control-plane': CONTROL_PLANE_SET,
  decoder: DECODER_SET,
  dns: DNS_SET,
  ferretdb: FERRETDB_SET,
  jaeger: JAEGER_SET,
  prometheus: PROMETHEUS_SET,
} as const;

/**
 * Builds the programs. Returns undefined once the cache has them, or why they cannot be built, in one line. To be
 * called at the top of a test file, outside its hooks, which have a time limit: the first build on a machine takes
 * minutes.
 */
export const binariesMissing = async (set: keyof typeof BINARY_SETS): Promise<string | undefined> => {
  const reason = isCached(cacheNameOf(BINARY_SETS[set])) ? undefined : await goMissing();
  if (reason !== undefined) return `${set} is not in the cache: ${reason}`;
  await buildBinaries(BINARY_SETS[set]);
  return undefined;
};

const cacheNameOf = ({ name, version }: BinarySet): string => `${name}-${version}`;

const buildBinaries = (set: BinarySet): Promise<string> =>
  cachedFolder(cacheNameOf(set), async (into, progress) => {
    for (const name of set.packages) await compileGo({ ...set, name, into }, progress);
  });

const buildNamed = async (wanted = 'all'): Promise<void> => {
  const makers = {
    collector: buildCollector,
    'control-plane': buildControlPlane,
    decoder: buildDecoder,
    dns: buildCoredns,
    ferretdb: buildFerretdb,
    jaeger: buildJaeger,
    prometheus: buildPrometheus,
  };
  const names = wanted === 'all' ? Object.keys(makers) : [wanted];
  for (const name of names) {
    const make = makers[name as keyof typeof makers];
    if (!make) throw new Error(`unknown set ${name}; known: ${Object.keys(makers).join(', ')}, all`);
    const reason = await binariesMissing(name as keyof typeof makers);
    if (reason) throw new Error(reason);
    console.log(JSON.stringify(await make()));
  }
};

if (import.meta.main) {
  buildNamed(process.argv[2]).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
