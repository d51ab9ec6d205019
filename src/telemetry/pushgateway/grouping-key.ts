import type { Report } from '../../model/result.ts';
import type { RuntimeIdentity } from '../../process/runtime-identity.ts';
import type { DataPoint } from '../metrics/instruments.ts';
import { labelName } from '../metrics/prometheus-text.ts';

/** What a grouping key is made from. */
export interface GroupSource {
  readonly report: Report;
  readonly place: RuntimeIdentity;
  /** The points to push. */
  readonly points: readonly DataPoint[];
  /** The user's labels. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The labels under which a Pushgateway keeps what a job has pushed last (its term). */
export type GroupingKey = Readonly<Record<string, string>>;

/**
 * The grouping key of a schedule: its job, cluster and namespace, the user's labels and its shard. No instance, pod or run,
 * since a Pushgateway keeps a group for ever (https://prometheus.io/docs/practices/pushing/). A user's label with the name of
 * one of ours is left out with a warning, since at a Pushgateway the label of the group would win.
 */
export const groupingKeyOf = ({
  report,
  place,
  points,
  labels,
}: GroupSource): { readonly grouping: GroupingKey; readonly warnings: readonly string[] } => {
  const own = {
    job: place.cronJob ?? 'kavmon',
    k8s_cluster_name: report.run.cluster ?? place.cluster ?? '',
    k8s_namespace_name: place.namespace ?? '',
    shard: report.run.shard?.index.toString() ?? '',
  };
  const ours = new Set(
    [...Object.keys(own), ...points.flatMap(({ attributes }) => Object.keys(attributes))].map(labelName),
  );
  const users = Object.entries(labels).map(([name, value]) => [labelName(name), value] as const);
  const kept = users.filter(([name]) => !ours.has(name));
  // To Prometheus an empty label is the same as none.
  const known = [...Object.entries(own), ...kept].filter(([, value]) => value !== '');
  const warnings = users
    .filter(([name]) => ours.has(name))
    .map(([name]) => `the label "${name}" of yours is not pushed: kavmon sets it itself`);
  return { grouping: Object.fromEntries(known), warnings };
};

/** The URL path of a group, its job first (https://github.com/prometheus/pushgateway#url). */
export const groupPath = ({ job = 'kavmon', ...labels }: GroupingKey): string =>
  [
    '/metrics',
    pathSegment('job', job),
    ...Object.entries(labels).map(([name, value]) => pathSegment(name, value)),
  ].join('/');

/** A value that has a meaning in a path (a slash, a dot alone) is sent in base64. */
const pathSegment = (name: string, value: string): string =>
  /^[\w:-][\w.:-]*$/.test(value) ? `${name}/${value}` : `${name}@base64/${Buffer.from(value).toString('base64url')}`;
