import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '../../cluster/cluster.ts';
import { container, deployment, namespaceOf, podSpec, service, webContainer } from '../../cluster/objects.ts';
import { IMAGE } from '../../image/build.ts';
import type { Sample } from '../../support/prometheus.ts';
import { chart, type Rendered } from '../helm.ts';
import { podsOf, resultsIn, type Stage, startStage } from '../stage.ts';
import { HOME, RESTRICTED, SHOP, SMALL } from './places.ts';
import { vault } from './vault.ts';

const [REPOSITORY = '', TAG = ''] = IMAGE.split(':');
/** Values that name the image on the node. */
export const IMAGE_VALUES = { image: { repository: REPOSITORY, tag: TAG, pullPolicy: 'Never' } };

/** kavmon on a real cluster, beside services that are healthy, that fail, and that never answer. */
export interface Site {
  readonly stage: Stage;
  /** Path of the file with the values of the installation. */
  readonly values: string;
  /** Writes values into a file and returns its path. */
  readonly valuesFile: (name: string, values: Rendered) => Promise<string>;
  /** Creates a Job from a CronJob; an older one of this name is deleted. */
  readonly start: (cronJob: string, job: string) => Promise<void>;
  /** Runs kavmon in the on-demand pod and returns its standard output. */
  readonly exec: (...args: readonly string[]) => Promise<string>;
  readonly firstPod: (job: string) => Promise<Rendered>;
}

/** Starts the cluster, creates the services, and installs the chart. */
export const startSite = async (): Promise<Site> => {
  const stage = await startStage();
  try {
    return await installed(stage);
  } catch (error) {
    await stage.stop();
    throw error;
  }
};

const installed = async (stage: Stage): Promise<Site> => {
  const valuesFile: Site['valuesFile'] = async (name, content) => {
    const path = join(stage.cluster.folder, `${name}-values.json`);
    await writeFile(path, JSON.stringify(content));
    return path;
  };
  const values = await valuesFile('kavmon', valuesOf(stage.reachable(stage.prometheus.otlpEndpoint)));
  await stage.cluster.apply(surroundings);
  await stage.helm('install', 'kavmon', chart, '-n', HOME, '-f', values, '--wait', '--timeout', '90s');
  for (const name of ['web', 'mute', 'vault']) {
    await stage.kubectl('rollout', 'status', '-n', SHOP, `deploy/${name}`, '--timeout=60s');
  }
  return {
    ...{ stage, values, valuesFile },
    start: async (cronJob, job) => {
      // A retry of a test finds the Job of its first try.
      await stage.kubectl('delete', 'job', '-n', HOME, job, '--ignore-not-found', '--cascade=foreground');
      await stage.kubectl('create', 'job', '-n', HOME, `--from=cronjob/${cronJob}`, job);
    },
    exec: (...args) => stage.kubectl('exec', '-n', HOME, 'deploy/kavmon-on-demand', '--', 'kavmon', ...args),
    firstPod: async (job) => (await podsOf(stage, HOME, job))[0],
  };
};

/** A server that accepts connections and never answers. */
const MUTE = {
  ...{ name: 'mute', image: IMAGE, imagePullPolicy: 'Never' },
  command: ['/nodejs/bin/node', '-e', "require('node:net').createServer(() => {}).listen(8080)"],
};

const surroundings = [
  namespaceOf(HOME, RESTRICTED),
  namespaceOf(SHOP),
  deployment(SHOP, 'web', { pod: podSpec([webContainer('web')]) }),
  service(SHOP, 'web'),
  deployment(SHOP, 'mute', { pod: podSpec([MUTE]) }),
  service(SHOP, 'mute'),
  deployment(SHOP, 'broken', { pod: podSpec([container('app', 'echo no database; exit 3')]) }),
  ...vault,
];

/** Services: one healthy, one that refuses, one that never answers, one whose certificate is not trusted. */
const CONFIG = {
  services: {
    shop: { checks: { 'http-endpoint': { url: 'http://web.shop/' } } },
    orders: { checks: { 'tcp-connection': { host: 'web.shop', port: 81, timeout: '2s' } } },
    silent: { checks: { mute: { check: 'http-endpoint', url: 'http://mute.shop/', timeout: '60s' } } },
    vault: { checks: { 'http-endpoint': { url: 'https://vault.shop/' } } },
  },
  checks: { 'crash-loops': { timeout: '20s' } },
};

const valuesOf = (otlpEndpoint: string) => ({
  ...IMAGE_VALUES,
  cluster: 'test',
  config: CONFIG,
  scope: { namespaces: [SHOP, HOME] },
  otel: { endpoint: otlpEndpoint },
  onDemand: { enabled: true },
  test: { groups: ['storage'] },
  jobDefaults: {
    ...{ runTimeout: 25, telemetryTimeout: 3, schedule: '* * * * *' },
    // Jobs are kept until the tests have read them.
    ...{ successfulJobsHistoryLimit: 20, failedJobsHistoryLimit: 20 },
  },
  jobs: {
    cluster: { resources: SMALL },
    endpoint: { services: ['orders'], exitZero: false },
    shards: { suspend: true, shards: 3, groups: ['pods', 'workloads', 'network'], args: ['--no-metrics'] },
    hanging: { suspend: true, groups: ['endpoint'], services: ['silent'], runTimeout: 5, exitZero: false },
    waiting: { suspend: true, groups: ['endpoint'], services: ['silent'], exitZero: false },
    tolerant: { suspend: true, groups: ['endpoint'], services: ['silent'] },
  },
});

/** All findings in a log, as one text. */
export const findingsIn = (log: readonly Rendered[]): string =>
  JSON.stringify(resultsIn(log).map(({ findings }) => findings));

/** Waits until a PromQL expression has samples, and returns them. */
export const samplesOf = ({ prometheus }: Stage, promql: string): Promise<readonly Sample[]> =>
  waitFor(promql, 30, async () => {
    const samples = await prometheus.query(promql);
    return samples.length > 0 && samples;
  });
