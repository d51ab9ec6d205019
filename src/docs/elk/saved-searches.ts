import { DATA_STREAMS } from './names.ts';

interface SavedSearch {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** In Lucene's language, which both user interfaces and the search itself read. */
  readonly query: string;
  readonly columns: readonly string[];
}

const CHECK_COLUMNS = ['kavmon.health_check_service', 'kavmon.health_check_group', 'kavmon.health_check'];
const RUN_COLUMNS = ['kavmon.cluster', 'kavmon.cronjob', 'kavmon.shard'];
const PROBLEM_COLUMNS = [
  ...['severity', 'namespace', 'kind', 'name', 'container', 'reason', 'message', 'likely_cause', 'since'].map(
    (name) => `kavmon.problem.${name}`,
  ),
];

/** What is looked for most. A test runs each of them on a real node. */
export const savedSearches: readonly SavedSearch[] = [
  {
    id: 'kavmon-not-healthy',
    title: 'Kavmon: checks that were not healthy',
    description: 'Failed, timed out, or could not be evaluated',
    query: 'kavmon.health_check_status:(failed OR timeout OR error)',
    columns: [...CHECK_COLUMNS, 'kavmon.health_check_status', 'kavmon.reason', ...RUN_COLUMNS],
  },
  {
    id: 'kavmon-could-not-tell',
    title: 'Kavmon: checks that could not tell',
    description: 'Neither healthy nor unhealthy: no answer, no right to look',
    query: 'kavmon.health_check_status:(timeout OR error)',
    columns: [...CHECK_COLUMNS, 'kavmon.health_check_status', 'kavmon.reason', ...RUN_COLUMNS],
  },
  {
    id: 'kavmon-problems',
    title: 'Kavmon: problems',
    description: 'One line for each root finding of each run',
    query: '_exists_:kavmon.problem.fingerprint',
    columns: [...PROBLEM_COLUMNS, ...RUN_COLUMNS],
  },
  {
    id: 'kavmon-sev1',
    title: 'Kavmon: problems of severity sev1',
    description: 'What pages',
    query: 'kavmon.problem.severity:sev1',
    columns: [...PROBLEM_COLUMNS, ...RUN_COLUMNS],
  },
  {
    id: 'kavmon-runs',
    title: 'Kavmon: results of runs',
    description:
      'One line for each run, several numbered ones for a long one; health_check_results is the AVMon document',
    query: 'message.keyword:"Kavmon checks finished"',
    columns: [
      'kavmon.all_healthy',
      'kavmon.failed_checks',
      'kavmon.part',
      'kavmon.parts',
      'kavmon.run',
      ...RUN_COLUMNS,
    ],
  },
  {
    id: 'kavmon-warnings',
    title: 'Kavmon: warnings and errors of kavmon itself',
    description: 'What stood in the way of a run',
    query: 'log.level:(warning OR error OR critical)',
    columns: ['log.level', 'message', 'kavmon.run', ...RUN_COLUMNS],
  },
];

const DATA_VIEW_ID = 'kavmon-log-lines';
const INDEX_REFERENCE = 'kibanaSavedObjectMeta.searchSourceJSON.index';

type SavedObject = Readonly<Record<string, unknown>>;

const dataView = (attributes: SavedObject): SavedObject => ({
  type: 'index-pattern',
  id: DATA_VIEW_ID,
  attributes: { title: DATA_STREAMS, timeFieldName: '@timestamp', ...attributes },
  references: [],
});

const searchObject = (
  { id, title, description, query, columns }: SavedSearch,
  attributes: SavedObject,
): SavedObject => ({
  type: 'search',
  id,
  attributes: {
    title,
    description,
    columns,
    sort: [['@timestamp', 'desc']],
    kibanaSavedObjectMeta: {
      searchSourceJSON: JSON.stringify({
        query: { query, language: 'lucene' },
        filter: [],
        indexRefName: INDEX_REFERENCE,
      }),
    },
    ...attributes,
  },
  references: [{ type: 'index-pattern', id: DATA_VIEW_ID, name: INDEX_REFERENCE }],
});

/** Versions of the shapes: Kibana imports objects of its own version and of older ones, from 8.8 on these. */
const KIBANA_VERSIONS = {
  'index-pattern': { coreMigrationVersion: '8.8.0', typeMigrationVersion: '8.0.0' },
  search: { coreMigrationVersion: '8.8.0', typeMigrationVersion: '8.0.0' },
} as const;

const DASHBOARDS_VERSIONS = {
  'index-pattern': { migrationVersion: { 'index-pattern': '7.6.0' } },
  search: { migrationVersion: { search: '7.9.3' } },
} as const;

/** A data view and the saved searches, for Kibana from 8.8 on. */
export const kibanaObjects = (): string =>
  toLines([
    { ...dataView({ name: 'Kavmon log lines' }), ...KIBANA_VERSIONS['index-pattern'] },
    ...savedSearches.map((search) => ({ ...searchObject(search, { grid: {} }), ...KIBANA_VERSIONS.search })),
  ]);

/** The same for OpenSearch Dashboards, whose data views are index patterns. */
export const dashboardsObjects = (): string =>
  toLines([
    { ...dataView({}), ...DASHBOARDS_VERSIONS['index-pattern'] },
    ...savedSearches.map((search) => ({
      ...searchObject(search, { hits: 0, version: 1 }),
      ...DASHBOARDS_VERSIONS.search,
    })),
  ]);

const toLines = (objects: readonly SavedObject[]): string =>
  objects.map((object) => `${JSON.stringify(object)}\n`).join('');
