import { type LabelMatcher, type QueryNames, queryNamesOf } from './names.ts';
import { type RunQueries, runQueriesIn } from './queries.ts';

/** Columns of a table: attributes by their headings. */
export type LabelColumns = Readonly<Record<string, string>>;

export const CHECK_COLUMNS: LabelColumns = {
  cluster: 'k8s.cluster.name',
  job: 'job_name',
  service: 'check.service',
  group: 'check.group',
  check: 'check.name',
};

export const JOB_COLUMNS: LabelColumns = {
  cluster: 'k8s.cluster.name',
  namespace: 'k8s.namespace.name',
  job: 'job_name',
  shard: 'shard',
};

/** What the panels of a dashboard share. */
export interface PanelContext {
  readonly names: QueryNames;
  readonly queries: RunQueries;
  /** Which checks the dashboard is about, beside its clusters and jobs. */
  readonly about: readonly LabelMatcher[];
  /** The labels of columns, as they stand in `by (...)`. */
  readonly labelsOf: (columns: LabelColumns) => string;
  /** A legend of the values of attributes. */
  readonly legendOf: (...attributes: readonly string[]) => string;
}

export const panelContextOf = (
  style: Parameters<typeof queryNamesOf>[0],
  about: readonly LabelMatcher[] = [],
): PanelContext => {
  const names = queryNamesOf(style);
  return {
    names,
    queries: runQueriesIn(names),
    about,
    labelsOf: (columns) => Object.values(columns).map(names.label).join(', '),
    legendOf: (...attributes) => attributes.map((attribute) => `{{${names.field(attribute)}}}`).join(' '),
  };
};
