import type { ContainerStatus } from '../../../src/kubernetes/fields/container-status.ts';
import type { JobRow } from '../../../src/kubernetes/views/jobs.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';

/** A pod whose work is done, and which does not end because a sidecar runs on. */
export interface LingeringPod {
  readonly job: JobRow;
  readonly pod: PodRow;
  readonly sidecars: readonly ContainerStatus[];
  /** The container that worked longest. */
  readonly worker: ContainerStatus;
  readonly endedAt: number;
}

/** The pod of a Job in which only sidecars run, `grace` after all other containers ended; undefined when there is none. */
export const findLingeringPod = (
  job: JobRow,
  pods: readonly PodRow[],
  { now, grace }: { readonly now: number; readonly grace: number },
): LingeringPod | undefined =>
  pods
    .flatMap((pod) => lingeringPod(job, pod) ?? [])
    .find(({ pod, endedAt }) => pod.deletingAt === undefined && now - endedAt > grace);

const lingeringPod = (job: JobRow, pod: PodRow): LingeringPod | undefined => {
  const sidecars = pod.containers.filter(({ state }) => state.running !== undefined);
  const workers = pod.containers.filter((status) => hasEnded(status, pod)).toSorted(byEnd);
  const worker = workers.at(-1);
  const isOver = sidecars.length > 0 && sidecars.length + workers.length === pod.containers.length;
  if (worker === undefined || !isOver || !sidecars.every(({ name }) => isSidecar(name, job, pod))) return undefined;
  return { job, pod, sidecars, worker, endedAt: endOf(worker) };
};

const endOf = ({ state }: ContainerStatus): number => state.terminated?.finishedAt ?? Number.POSITIVE_INFINITY;

const byEnd = (one: ContainerStatus, other: ContainerStatus): number => endOf(one) - endOf(other);

/** Whether a container is not started again. */
const hasEnded = ({ state }: ContainerStatus, { template }: PodRow): boolean =>
  state.terminated !== undefined && (state.terminated.exitCode === 0 || template.restartPolicy === 'Never');

/** Words in the names of containers, and of images, that serve others. */
const SIDECAR_WORDS =
  /(?:^|[-_/])(?:sidecar|proxy|envoy|daprd|fluent|dataplane|dind|promtail|vector:|vector$)|(?:beat|-dind|\/agent|-agent)(?::|$)/;

/** Exporters and collectors of telemetry: `csv-exporter` or `price-collector` may be the work itself. */
const TELEMETRY_WORDS =
  /(?:^|[-_/])(?:otel|(?:open)?telemetry|metrics?|logs?|logging|trac(?:es?|ing)|statsd|prom(?:etheus\w*)?|adot|cloudwatch)[-_/].*(?:exporter|collector|forwarder|shipper)/;

/** What serves others and nothing else, also where it stands first. */
const PROXY_WORDS = /(?:^|[-_/])(?:(?:cloud-?)?sql-?proxy|istio-proxy|linkerd-proxy|pgbouncer|envoy|daprd)(?::|$)/;

/** Whether a container serves the others: it was injected, or it has a port, a probe or a name for that. */
const isSidecar = (name: string, job: JobRow, pod: PodRow): boolean => {
  const declared = job.template.containers.findIndex((container) => container.name === name);
  if (declared === -1 || PROXY_WORDS.test(name)) return true;
  if (declared === 0) return false;
  const spec = pod.template.containers.find((container) => container.name === name);
  const { ports = [], liveness, readiness, startup, image = '' } = spec ?? {};
  const isProbed = (liveness ?? readiness ?? startup) !== undefined;
  const hasWord = [name, image].some((text) => SIDECAR_WORDS.test(text) || TELEMETRY_WORDS.test(text));
  return ports.length > 0 || isProbed || hasWord;
};
