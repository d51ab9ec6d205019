import { type Cluster, type Node, startWhole, waitFor, wholeMissing } from '../cluster/cluster.ts';
import { launch } from '../cluster/control-plane.ts';
import { command } from '../cluster/program.ts';
import { orUndo } from '../cluster/undo.ts';
import { imageArchive, imageMissing } from '../image/build.ts';
import { ensurePackages } from '../support/debian.ts';
import { type Prometheus, prometheusMissing, startPrometheus } from '../support/prometheus.ts';
import { type Pushgateway, startPushgateway } from '../support/pushgateway.ts';
import { type Rendered, tools } from './helm.ts';

/** A real cluster with the image on its node, receivers of metrics that pods reach, and helm and kubectl that talk to it. */
export interface Stage {
  readonly cluster: Cluster;
  readonly node: Node;
  readonly prometheus: Prometheus;
  /** Prometheus scrapes it. */
  readonly pushgateway: Pushgateway;
  /** The address at which pods reach a server of this machine's loopback; `url` is the server's own. */
  readonly reachable: (url: string) => string;
  readonly helm: (...args: readonly string[]) => Promise<string>;
  readonly kubectl: (...args: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Why the stage cannot be set up here, in one line, or undefined. Installs and builds what it may. */
export const stageMissing = async (): Promise<string | undefined> =>
  (await wholeMissing()) ??
  (await imageMissing()) ??
  (await prometheusMissing()) ??
  (await ensurePackages(['prometheus-pushgateway']));

/** Sets the stage. One at a time on a machine: a second one waits for its turn. */
export const startStage = async (): Promise<Stage> => {
  const archive = await imageArchive();
  const { helm, kubectl } = await tools();
  const { cluster, node } = await startWhole();
  return orUndo(cluster.undo, async () => {
    await node.importArchive(archive);
    const pushgateway = await startPushgateway();
    cluster.undo.add('Pushgateway', pushgateway.stop);
    const prometheus = await startPrometheus({ pushgateway: new URL(pushgateway.url).host });
    cluster.undo.add('Prometheus', prometheus.stop);
    const environment = ['env', `KUBECONFIG=${cluster.kubeconfig}`, `HOME=${cluster.folder}`];
    const run =
      (program: string) =>
      (...args: readonly string[]) =>
        command([...environment, program, ...args], 120);
    return {
      ...{ cluster, node, prometheus, pushgateway, helm: run(helm), kubectl: run(kubectl), stop: cluster.stop },
      reachable: (url) => forward(cluster, new URL(url)),
    };
  });
};

/** Pods reach the machine's end of the cable to the node, where somebody has to pass on. */
const forward = (cluster: Cluster, url: URL): string => {
  const { machine } = cluster.addresses;
  const listen = `TCP-LISTEN:${url.port},bind=${machine},fork,reuseaddr`;
  launch(cluster, `forward-${url.port}`, 'socat', [listen, `TCP:${url.host}`]);
  return url.href.replace(url.host, `${machine}:${url.port}`);
};

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
