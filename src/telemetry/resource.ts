import { hostname } from 'node:os';
import { detectResources, envDetector, type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { RunInfo } from '../model/result.ts';
import type { RuntimeIdentity } from '../process/runtime-identity.ts';

/**
 * The resource that the metrics belong to. It is the same from run to run, without pod, node and Job name, or each run would
 * make new series. OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME override it.
 */
export const resourceOf = (place: RuntimeIdentity, run: RunInfo): Resource =>
  resourceFromAttributes(
    omitUndefined({
      'service.name': 'kavmon',
      'service.version': run.version,
      'service.instance.id': instanceId(place, run),
      'k8s.cluster.name': run.cluster ?? place.cluster,
      'k8s.namespace.name': place.namespace,
      'k8s.cronjob.name': place.cronJob,
      'k8s.container.name': place.container,
      'deployment.environment.name': place.environment,
    }),
  ).merge(detectResources({ detectors: [envDetector] }));

/** The resource of one run, for spans and log records: with the pod, the Job and the host, which differ from run to run. */
export const runResourceOf = (place: RuntimeIdentity, run: RunInfo): Resource =>
  resourceFromAttributes(
    omitUndefined({ 'k8s.pod.name': place.pod, 'k8s.job.name': place.job, 'host.name': hostname() }),
  ).merge(resourceOf(place, run));

const REPEATED_ATTRIBUTES = ['k8s.cluster.name', 'k8s.namespace.name'];

/**
 * What is repeated on every point of where a run was: cluster, namespace and shard. Prometheus makes labels of `service.*` alone:
 * two clusters with CronJobs of one name would send to the same series, where each overwrites the other. A Pushgateway has these
 * labels in the key of the group.
 */
export const repeatedAttributes = ({ attributes }: Resource, { shard }: RunInfo): Record<string, string> => ({
  ...(shard === null ? {} : { shard: String(shard.index) }),
  ...Object.fromEntries(
    Object.entries(attributes).filter(
      (entry): entry is [string, string] => REPEATED_ATTRIBUTES.includes(entry[0]) && typeof entry[1] === 'string',
    ),
  ),
});

/** Unique among runs at the same time: the CronJob and its shard, or the id of a run that was started by hand. */
const instanceId = (place: RuntimeIdentity, run: RunInfo): string => {
  if (place.cronJob === undefined) return run.id;
  return [place.namespace, place.cronJob, run.shard?.index].filter((part) => part !== undefined).join('.');
};

/**
 * A warning when OTEL_RESOURCE_ATTRIBUTES has a malformed pair, else undefined: the SDK then ignores the whole variable, and
 * says so at debug level only.
 */
export const resourceWarning = (attributes: string | undefined): string | undefined => {
  const bad = (attributes ?? '')
    .split(',')
    .map((pair) => pair.trim())
    .find((pair) => pair !== '' && !isValidPair(pair));
  return bad === undefined
    ? undefined
    : `OTEL_RESOURCE_ATTRIBUTES is ignored as a whole: "${bad}" is no key=value pair with percent-encoded value`;
};

const isValidPair = (pair: string): boolean => {
  const [key, value, ...more] = pair.split('=');
  if (key === undefined || key.trim() === '' || value === undefined || more.length > 0) return false;
  try {
    decodeURIComponent(value);
    return true;
  } catch {
    return false;
  }
};

const omitUndefined = (attributes: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined));
