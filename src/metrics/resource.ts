import { detectResources, envDetector, type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { RunInfo } from '../model/result.ts';
import type { Place } from '../process/identity.ts';

/**
 * Who sends: the same from run to run, or each run would be a new series. Pod, node and Job name stay out of it. What
 * OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME say wins.
 */
export const resourceOf = (place: Place, run: RunInfo): Resource =>
  resourceFromAttributes(
    withoutAbsent({
      'service.name': 'kavmon',
      'service.version': run.version,
      'service.instance.id': instanceOf(place, run),
      'k8s.cluster.name': run.cluster ?? place.cluster,
      'k8s.namespace.name': place.namespace,
      'k8s.cronjob.name': place.cronJob,
      'k8s.container.name': place.container,
      'deployment.environment.name': place.environment,
    }),
  ).merge(detectResources({ detectors: [envDetector] }));

/** Unique among what runs at the same time: the schedule and its shard. A run by hand has no name that lasts. */
const instanceOf = (place: Place, run: RunInfo): string => {
  if (place.cronJob === undefined) return run.id;
  return [place.namespace, place.cronJob, run.shard?.index].filter((part) => part !== undefined).join('.');
};

/**
 * What is wrong with OTEL_RESOURCE_ATTRIBUTES, if anything: the SDK drops the whole variable for one malformed pair and
 * says so at debug level only.
 */
export const resourceWarning = (attributes: string | undefined): string | undefined => {
  const bad = (attributes ?? '')
    .split(',')
    .map((pair) => pair.trim())
    .find((pair) => pair !== '' && !wellFormed(pair));
  return bad === undefined
    ? undefined
    : `OTEL_RESOURCE_ATTRIBUTES is ignored as a whole: "${bad}" is no key=value pair with percent-encoded value`;
};

const wellFormed = (pair: string): boolean => {
  const [key, value, ...more] = pair.split('=');
  if (key === undefined || key.trim() === '' || value === undefined || more.length > 0) return false;
  try {
    decodeURIComponent(value);
    return true;
  } catch {
    return false;
  }
};

const withoutAbsent = (attributes: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined));
