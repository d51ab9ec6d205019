import { orCleanUp } from '../cluster/clean-up.ts';
import {
  type ClusterNode,
  startWholeCluster,
  type TestCluster,
  waitFor,
  wholeClusterMissing,
} from '../cluster/cluster.ts';
import { launchProgram } from '../cluster/control-plane.ts';
import { runTool } from '../cluster/program.ts';
import { imageArchive, imageMissing } from '../image/build.ts';
import { ensurePackages } from '../support/debian.ts';
import { type PrometheusServer, prometheusMissing, startPrometheus } from '../support/prometheus.ts';
import { type PushgatewayServer, startPushgateway } from '../support/pushgateway.ts';
import { findTools, type RenderedValue } from './helm.ts';

/**
 * A real cluster with the image on its node, Prometheus and Pushgateway, and helm and kubectl that are connected to it.
 */
export interface ChartStage {
  readonly cluster: TestCluster;
  readonly node: ClusterNode;
  readonly prometheus: PrometheusServer;
  /** Scraped by `prometheus`. */
  readonly pushgateway: PushgatewayServer;
  /** Makes a server on this machine's loopback reachable for pods. Returns its URL for them. */
  readonly reachable: (url: string) => string;
  readonly helm: (...args: readonly string[]) => Promise<string>;
  readonly kubectl: (...args: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Installs and builds what {@link startStage} needs. Returns why that failed, in one line, or undefined. */
export const stageMissing = async (): Promise<string | undefined> =>
  (await wholeClusterMissing()) ??
  (await imageMissing()) ??
  (await prometheusMissing()) ??
  (await ensurePackages(['prometheus-pushgateway']));

/** Starts the cluster and the servers. Waits while another suite of this machine has a cluster. */
export const startStage = async (): Promise<ChartStage> => {
  const archive = await imageArchive();
  const { helm, kubectl } = await findTools();
  const { cluster, node } = await startWholeCluster();
  return orCleanUp(cluster.undo, async () => {
    await node.importArchive(archive);
    const pushgateway = await startPushgateway();
    cluster.undo.add('Pushgateway', pushgateway.stop);
    const prometheus = await startPrometheus({ pushgateway: new URL(pushgateway.url).host });
    cluster.undo.add('Prometheus', prometheus.stop);
    const environment = ['env', `KUBECONFIG=${cluster.kubeconfig}`, `HOME=${cluster.folder}`];
    const run =
      (program: string) =>
      (...args: readonly string[]) =>
        runTool([...environment, program, ...args], 120);
    return {
      ...{ cluster, node, prometheus, pushgateway, helm: run(helm), kubectl: run(kubectl), stop: cluster.stop },
      reachable: (url) => forwardToPods(cluster, new URL(url)),
    };
  });
};

/** Forwards a port of the machine's end of the veth pair to a server on loopback. */
const forwardToPods = (cluster: TestCluster, url: URL): string => {
  const { machine } = cluster.addresses;
  const listen = `TCP-LISTEN:${url.port},bind=${machine},fork,reuseaddr`;
  launchProgram(cluster, `forward-${url.port}`, 'socat', [listen, `TCP:${url.host}`]);
  return url.href.replace(url.host, `${machine}:${url.port}`);
};

/** The items that `kubectl get` returns for these arguments. */
export const getObjects = async (
  { kubectl }: ChartStage,
  ...args: readonly string[]
): Promise<readonly RenderedValue[]> => JSON.parse(await kubectl('get', ...args, '-o', 'json')).items;

/** Waits for the end of a Job and returns it, with type, reason and message of the condition that ended it. */
export const waitForJobEnd = (stage: ChartStage, namespace: string, name: string, seconds = 90): Promise<EndedJob> =>
  waitFor(`job ${name} to end`, seconds, async () => {
    const { request } = stage.cluster;
    const job = await request('GET', `/apis/batch/v1/namespaces/${namespace}/jobs/${name}`);
    const last = job.status.conditions?.find(({ type }: RenderedValue) => type === 'Complete' || type === 'Failed');
    return last && { ...job, ended: last.type, reason: last.reason, message: last.message };
  });

export interface EndedJob {
  readonly ended: 'Complete' | 'Failed';
  readonly reason?: string;
  readonly message?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the other fields of a Job.
  readonly [field: string]: any;
}

/** The pods of a Job. */
export const podsOfJob = (stage: ChartStage, namespace: string, job: string): Promise<readonly RenderedValue[]> =>
  getObjects(stage, 'pods', '-n', namespace, '-l', `batch.kubernetes.io/job-name=${job}`);

/** The lines of a pod's log, parsed as JSON. Throws when one is not. */
export const readPodLog = async (
  { kubectl }: ChartStage,
  namespace: string,
  pod: string,
): Promise<readonly RenderedValue[]> => parseJsonLines(await kubectl('logs', '-n', namespace, pod));

/** The lines of a text, parsed as JSON. Throws when one is not. */
export const parseJsonLines = (text: string): readonly RenderedValue[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The results of the checks in a log. */
export const resultsIn = (log: readonly RenderedValue[]): readonly RenderedValue[] =>
  log
    .filter((line) => line['@message'] === 'Health check execution finished')
    .map((line) => ({ name: line['@fields'].health_check, ...JSON.parse(line['@fields'].health_check_result) }));
