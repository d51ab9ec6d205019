import { indexTemplate, mappingsTemplate, settingsTemplate } from './index-templates.ts';
import { ingestPipeline } from './ingest-pipeline.ts';
import { lifecyclePolicy, statePolicy } from './retention.ts';
import { dashboardsObjects, kibanaObjects } from './saved-searches.ts';

/** Where they stand in the repository. */
const FOLDER = 'examples/elk';

const toJson = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** What Elasticsearch and OpenSearch are given for log lines, by its path. */
export const elkFiles = (): Readonly<Record<string, string>> => ({
  [`${FOLDER}/ingest-pipeline.json`]: toJson(ingestPipeline()),
  [`${FOLDER}/index-template.json`]: toJson(indexTemplate()),
  [`${FOLDER}/elasticsearch/mappings.json`]: toJson(mappingsTemplate('elasticsearch')),
  [`${FOLDER}/elasticsearch/settings.json`]: toJson(settingsTemplate('elasticsearch')),
  [`${FOLDER}/elasticsearch/retention.json`]: toJson(lifecyclePolicy()),
  [`${FOLDER}/elasticsearch/kibana.ndjson`]: kibanaObjects(),
  [`${FOLDER}/opensearch/mappings.json`]: toJson(mappingsTemplate('opensearch')),
  [`${FOLDER}/opensearch/settings.json`]: toJson(settingsTemplate('opensearch')),
  [`${FOLDER}/opensearch/retention.json`]: toJson(statePolicy()),
  [`${FOLDER}/opensearch/dashboards.ndjson`]: dashboardsObjects(),
});
