import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { elkFiles } from '../../../src/docs/elk/elk-files.ts';
import { indexTemplate } from '../../../src/docs/elk/index-templates.ts';
import { logMappings } from '../../../src/docs/elk/mappings.ts';
import { lifecyclePolicy, statePolicy } from '../../../src/docs/elk/retention.ts';
import { REPOSITORY_ROOT } from '../../support/repository.ts';
import { mappingPaths } from './mapping-paths.ts';
import { readElkPage } from './page-parts.ts';

const FOLDER = join(REPOSITORY_ROOT, 'examples/elk');
const known = new Set(mappingPaths(logMappings('opensearch')));

type SavedObject = {
  readonly type: string;
  readonly id: string;
  readonly references: readonly { readonly name: string; readonly id: string }[];
  readonly attributes: {
    readonly columns?: readonly string[];
    readonly kibanaSavedObjectMeta?: { readonly searchSourceJSON: string };
  };
};

/** Names of fields in a text of Lucene's language. */
const fieldsOfQuery = (query: string): readonly string[] =>
  [...query.matchAll(/(?:_exists_:)?([@\w.]+)(?=:|$| )/g)]
    .map(([, name = '']) => name)
    .filter((name) => name.includes('.'));

describe.each(['elasticsearch/kibana.ndjson', 'opensearch/dashboards.ndjson'])('%s', (name) => {
  const objects = (elkFiles()[`examples/elk/${name}`] ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as SavedObject);
  const searches = objects.filter(({ type }) => type === 'search');

  it('has a data view before the searches that refer to it', () => {
    expect(objects[0]?.type).toBe('index-pattern');
    expect(searches.length).toBe(objects.length - 1);
    for (const { references, attributes } of searches) {
      const source = JSON.parse(attributes.kibanaSavedObjectMeta?.searchSourceJSON ?? '{}');
      expect(references).toEqual([{ type: 'index-pattern', id: objects[0]?.id, name: source.indexRefName }]);
    }
  });

  it('shows and searches fields of the index alone', () => {
    for (const { id, attributes } of searches) {
      const { query } = JSON.parse(attributes.kibanaSavedObjectMeta?.searchSourceJSON ?? '{}');
      for (const field of [...(attributes.columns ?? []), ...fieldsOfQuery(query.query)])
        expect(known, `${id}: ${field}`).toContain(field);
    }
  });
});

describe('the policies of retention', () => {
  it('delete at the same age, and name states that there are', () => {
    const { phases } = lifecyclePolicy().policy;
    const { states, default_state: first, ism_template: templates } = statePolicy().policy;
    const [write, remove] = states;
    expect(states.map(({ name }) => name)).toContain(first);
    expect(write?.transitions).toEqual([
      { state_name: remove?.name, conditions: { min_rollover_age: phases.delete.min_age } },
    ]);
    expect(remove?.actions).toEqual([{ delete: {} }]);
    expect(templates[0]?.index_patterns).toEqual(indexTemplate().index_patterns);
  });
});

describe('the page of Elasticsearch and OpenSearch', async () => {
  const page = await readElkPage();

  it('asks for fields of the index alone', () => {
    expect(page.queries.size).toBe(5);
    for (const [name, { body }] of page.queries) {
      const fields = JSON.stringify(body).match(/(?:kavmon|@fields|log|message)\.[\w.]+|@timestamp/g) ?? [];
      expect(fields.length).toBeGreaterThan(1);
      for (const field of fields)
        expect(
          [...known].some((path) => path === field || path.startsWith(`${field}.`)),
          `${name}: ${field}`,
        ).toBe(true);
    }
  });

  it('names every snippet of a shipper, each of which writes to the data stream', async () => {
    const text = await readFile(join(REPOSITORY_ROOT, 'docs/elk.md'), 'utf8');
    const names = readdirSync(join(FOLDER, 'shippers'));
    expect(names.length).toBe(5);
    for (const name of names) {
      expect(text).toContain(`../examples/elk/shippers/${name}`);
      const snippet = await readFile(join(FOLDER, 'shippers', name), 'utf8');
      if (!name.endsWith('.conf')) expect(parse(snippet), name).toBeTypeOf('object');
      expect(snippet, name).toMatch(/logs-kavmon-default|type: logs, dataset: kavmon, namespace: default/);
    }
  });
});
