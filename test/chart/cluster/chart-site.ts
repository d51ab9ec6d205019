import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '../../cluster/cluster.ts';
import {
  deploymentManifest,
  namespaceManifest,
  podSpec,
  serviceManifest,
  shellContainer,
  webContainer,
} from '../../cluster/objects.ts';
import { KAVMON_IMAGE } from '../../image/build.ts';
import type { PrometheusSample } from '../../support/prometheus.ts';
import { type ChartStage, podsOfJob, resultsIn, startStage } from '../chart-stage.ts';
import { CHART_FOLDER, type RenderedValue } from '../helm.ts';
import { RELEASE_NAMESPACE, RESTRICTED_LABELS, SHOP_NAMESPACE, SMALL_RESOURCES } from './namespaces.ts';
import { vaultObjects } from './vault-service.ts';

const [REPOSITORY = '', TAG = ''] = KAVMON_IMAGE.split(':');
/** Values that name the image on the node. */
export const IMAGE_VALUES = { image: { repository: REPOSITORY, tag: TAG, pullPolicy: 'Never' } };

/** kavmon on a real cluster, beside services that are healthy, that fail, and that never answer. */
export interface ChartSite {
  readonly stage: ChartStage;
  /** Path of the file with the values of the installation. */
  readonly values: string;
  /** Writes values into a file and returns its path. */
  readonly valuesFile: (name: string, values: RenderedValue) => Promise<string>;
  /** Creates a Job from a CronJob; an older one of this name is deleted. */
  readonly start: (cronJob: string, job: string) => Promise<void>;
  /** Runs kavmon in the on-demand pod and returns its standard output. */
  readonly exec: (...args: readonly string[]) => Promise<string>;
  readonly firstPod: (job: string) => Promise<RenderedValue>;
}

/** Starts the cluster, creates the services, and installs the chart. */
export const startChartSite = async (): Promise<ChartSite> => {
  const stage = await startStage();
  try {
    return await installChart(stage);
  } catch (error) {
    await stage.stop();
    throw error;
  }
};

const installChart = async (stage: ChartStage): Promise<ChartSite> => {
  const valuesFile: ChartSite['valuesFile'] = async (name, content) => {
    const path = join(stage.cluster.folder, `${name}-values.json`);
    await writeFile(path, JSON.stringify(content));
    return path;
  };
  const values = await valuesFile('kavmon', siteValues(stage.reachable(stage.prometheus.otlpEndpoint)));
  await stage.cluster.apply(siteObjects);
  await stage.helm(
    'install',
    'kavmon',
    CHART_FOLDER,
    '-n',
    RELEASE_NAMESPACE,
    '-f',
    values,
    '--wait',
    '--timeout',
    '90s',
  );
  for (const name of ['web', 'mute', 'vault']) {
    await stage.kubectl('rollout', 'status', '-n', SHOP_NAMESPACE, `deploy/${name}`, '--timeout=60s');
  }
  return {
    ...{ stage, values, valuesFile },
    start: async (cronJob, job) => {
      // A retry of a test finds the Job of its first try.
      await stage.kubectl('delete', 'job', '-n', RELEASE_NAMESPACE, job, '--ignore-not-found', '--cascade=foreground');
      await stage.kubectl('create', 'job', '-n', RELEASE_NAMESPACE, `--from=cronjob/${cronJob}`, job);
    },
    exec: (...args) =>
      stage.kubectl('exec', '-n', RELEASE_NAMESPACE, 'deploy/kavmon-on-demand', '--', 'kavmon', ...args),
    firstPod: async (job) => (await podsOfJob(stage, RELEASE_NAMESPACE, job))[0],
  };
};

/** A server that accepts connections and never answers. */
const SILENT_CONTAINER = {
  ...{ name: 'mute', image: KAVMON_IMAGE, imagePullPolicy: 'Never' },
  command: ['/nodejs/bin/node', '-e', "require('node:net').createServer(() => {}).listen(8080)"],
};

const siteObjects = [
  namespaceManifest(RELEASE_NAMESPACE, RESTRICTED_LABELS),
  namespaceManifest(SHOP_NAMESPACE),
  deploymentManifest(SHOP_NAMESPACE, 'web', { pod: podSpec([webContainer('web')]) }),
  serviceManifest(SHOP_NAMESPACE, 'web'),
  deploymentManifest(SHOP_NAMESPACE, 'mute', { pod: podSpec([SILENT_CONTAINER]) }),
  serviceManifest(SHOP_NAMESPACE, 'mute'),
  deploymentManifest(SHOP_NAMESPACE, 'broken', { pod: podSpec([shellContainer('app', 'echo no database; exit 3')]) }),
  ...vaultObjects,
];

/** Services: one healthy, one that refuses, one that never answers, one whose certificate is not trusted. */
const SITE_CONFIG = {
  services: {
    shop: { checks: { 'http-endpoint': { url: 'http://web.shop/' } } },
    orders: { checks: { 'tcp-connection': { host: 'web.shop', port: 81, timeout: '2s' } } },
    silent: { checks: { mute: { check: 'http-endpoint', url: 'http://mute.shop/', timeout: '60s' } } },
    vault: { checks: { 'http-endpoint': { url: 'https://vault.shop/' } } },
  },
  checks: { 'crash-loops': { timeout: '20s' } },
};

const siteValues = (otlpEndpoint: string) => ({
  ...IMAGE_VALUES,
  cluster: 'test',
  config: SITE_CONFIG,
  scope: { namespaces: [SHOP_NAMESPACE, RELEASE_NAMESPACE] },
  otel: { endpoint: otlpEndpoint },
  onDemand: { enabled: true },
  test: { groups: ['network'] },
  jobDefaults: {
    ...{ runTimeout: 25, telemetryTimeout: 3, schedule: '* * * * *' },
    // Jobs are kept until the tests have read them.
    ...{ successfulJobsHistoryLimit: 20, failedJobsHistoryLimit: 20 },
  },
  jobs: {
    cluster: { resources: SMALL_RESOURCES },
    endpoint: { services: ['orders'], exitZero: false },
    shards: { suspend: true, shards: 3, groups: ['pods', 'workloads', 'network'], args: ['--no-metrics'] },
    hanging: { suspend: true, groups: ['endpoint'], services: ['silent'], runTimeout: 5, exitZero: false },
    waiting: { suspend: true, groups: ['endpoint'], services: ['silent'], exitZero: false },
    tolerant: { suspend: true, groups: ['endpoint'], services: ['silent'] },
  },
});

/** All findings in a log, as one text. */
export const findingsIn = (log: readonly RenderedValue[]): string =>
  JSON.stringify(resultsIn(log).map(({ findings }) => findings));

/** Waits until a PromQL expression has samples, and returns them. */
export const waitForSamples = ({ prometheus }: ChartStage, promql: string): Promise<readonly PrometheusSample[]> =>
  waitFor(promql, 30, async () => {
    const samples = await prometheus.query(promql);
    return samples.length > 0 && samples;
  });
