import type { Report } from '../model/result.ts';
import type { Place } from '../process/identity.ts';
import type { Point } from './data-points.ts';
import { labelName } from './prometheus-text.ts';

/** What a group is made of. */
export interface Grouped {
  readonly report: Report;
  readonly place: Place;
  /** What is to be pushed into it. */
  readonly points: readonly Point[];
  /** The user's. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The name and value pairs under which a Pushgateway keeps what a job has pushed last. */
export type Grouping = Readonly<Record<string, string>>;

/**
 * The group of a schedule: its job, where it runs (two clusters would overwrite each other), the user's labels and its
 * shard. No instance, pod or run: a Pushgateway keeps a group for ever (https://prometheus.io/docs/practices/pushing/).
 * A user's label that would take the place of one of ours is left out and warned of: a Pushgateway lets the group's win.
 */
export const groupingOf = ({
  report,
  place,
  points,
  labels,
}: Grouped): { readonly grouping: Grouping; readonly warnings: readonly string[] } => {
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
  // To Prometheus an empty label is none.
  const known = [...Object.entries(own), ...kept].filter(([, value]) => value !== '');
  const warnings = users
    .filter(([name]) => ours.has(name))
    .map(([name]) => `the label "${name}" of yours is not pushed: kavmon sets it itself`);
  return { grouping: Object.fromEntries(known), warnings };
};

/** The path of a group, its job first (https://github.com/prometheus/pushgateway#url). */
export const pathOf = ({ job = 'kavmon', ...labels }: Grouping): string =>
  ['/metrics', segment('job', job), ...Object.entries(labels).map(([name, value]) => segment(name, value))].join('/');

/** Whatever a path could take for its own (a slash, a dot alone) goes in base64. */
const segment = (name: string, value: string): string =>
  /^[\w:-][\w.:-]*$/.test(value) ? `${name}/${value}` : `${name}@base64/${Buffer.from(value).toString('base64url')}`;
