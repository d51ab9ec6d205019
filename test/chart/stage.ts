import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Cluster,
  controlPlaneMissing,
  type Node,
  nodeMissing,
  startControlPlane,
  startDns,
  startNode,
  startProxy,
  waitFor,
} from '../cluster/cluster.ts';
import { launch } from '../cluster/control-plane.ts';
import { exclusively } from '../cluster/exclusive.ts';
import { command } from '../cluster/program.ts';
import { imageArchive, imageMissing } from '../image/build.ts';
import { type Prometheus, prometheusMissing, startPrometheus } from '../support/prometheus.ts';
import { type Rendered, tools } from './helm.ts';

/** A real cluster with the image on its node, a Prometheus that pods reach, and helm and kubectl that talk to it. */
export interface Stage {
  readonly cluster: Cluster;
  readonly node: Node;
  readonly prometheus: Prometheus;
  /** Where pods send metrics. */
  readonly otlpEndpoint: string;
  readonly helm: (...args: readonly string[]) => Promise<string>;
  readonly kubectl: (...args: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Why the stage cannot be set up here, in one line, or undefined. Installs and builds what it may. */
export const stageMissing = async (): Promise<string | undefined> =>
  (await controlPlaneMissing()) ?? (await nodeMissing()) ?? (await imageMissing()) ?? (await prometheusMissing());

const OTLP_PORT = 9090;

/** Sets the stage. One at a time on a machine: a second one waits for its turn. */
export const startStage = async (): Promise<Stage> => {
  const archive = await imageArchive();
  const turn = await takeTurn();
  const { helm, kubectl } = await tools();
  const cluster = await startControlPlane();
  const node = await startNode(cluster);
  await Promise.all([startProxy(cluster, node), node.importArchive(archive)]);
  await startDns(cluster, node);
  const prometheus = await startPrometheus();
  const { machine } = cluster.addresses;
  const listen = `TCP-LISTEN:${OTLP_PORT},bind=${machine},fork,reuseaddr`;
  launch(cluster, 'prometheus-forward', 'socat', [listen, `TCP:${new URL(prometheus.url).host}`]);
  const run =
    (program: string) =>
    (...args: readonly string[]) =>
      command(['env', `KUBECONFIG=${cluster.kubeconfig}`, `HOME=${cluster.folder}`, program, ...args], 120);
  const stop = async () => {
    await prometheus.stop();
    await cluster.stop();
    turn.end();
  };
  const otlpEndpoint = prometheus.otlpEndpoint.replace(/127\.0\.0\.1:\d+/, `${machine}:${OTLP_PORT}`);
  return { cluster, node, prometheus, otlpEndpoint, helm: run(helm), kubectl: run(kubectl), stop };
};

const TURN_SECONDS = 900;

/** Holds the lock until `end` is called. */
const takeTurn = () =>
  new Promise<{ end: () => void }>((resolve, reject) => {
    const held = new Promise<void>((end) => {
      const lock = join(tmpdir(), 'kavmon-stage.lock');
      exclusively(lock, TURN_SECONDS, async () => {
        resolve({ end });
        await held;
      }).catch(reject);
    });
  });

/** The items of a list, by kubectl's name for them. */
export const listOf = async ({ kubectl }: Stage, ...args: readonly string[]): Promise<readonly Rendered[]> =>
  JSON.parse(await kubectl('get', ...args, '-o', 'json')).items;

/** Waits for the end of a Job and returns it: its only condition of a kind that ends it is in `ended`. */
export const endedJob = (stage: Stage, namespace: string, name: string, seconds = 90): Promise<EndedJob> =>
  waitFor(`job ${name} to end`, seconds, async () => {
    const { request } = stage.cluster;
    const job = await request('GET', `/apis/batch/v1/namespaces/${namespace}/jobs/${name}`);
    const last = job.status.conditions?.find(({ type }: Rendered) => type === 'Complete' || type === 'Failed');
    return last && { ...job, ended: last.type, reason: last.reason, message: last.message };
  });

export interface EndedJob {
  readonly ended: 'Complete' | 'Failed';
  readonly reason?: string;
  readonly message?: string;
  // biome-ignore lint/suspicious/noExplicitAny: as the API has it.
  readonly [field: string]: any;
}

/** The pods of a Job. */
export const podsOf = (stage: Stage, namespace: string, job: string): Promise<readonly Rendered[]> =>
  listOf(stage, 'pods', '-n', namespace, '-l', `batch.kubernetes.io/job-name=${job}`);

/** The lines of a pod's log, each of which has to be JSON. */
export const logOf = async ({ kubectl }: Stage, namespace: string, pod: string): Promise<readonly Rendered[]> =>
  linesOf(await kubectl('logs', '-n', namespace, pod));

/** The lines of a text, each of which has to be JSON. */
export const linesOf = (text: string): readonly Rendered[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The results in a log, of all its parts. */
export const resultsIn = (log: readonly Rendered[]): readonly Rendered[] =>
  log
    .filter((line) => line['@message'] === 'Health check execution finished')
    .map((line) => ({ name: line['@fields'].health_check, ...JSON.parse(line['@fields'].health_check_result) }));
