import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import elasticsearchCluster from '../../../checks/database/elasticsearch-cluster.ts';
import { type OpenSearchServer, startOpenSearch } from '../../support/opensearch.ts';
import { runPageExample } from '../../support/page-example.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

describe('elasticsearch-cluster with a real OpenSearch', () => {
  let server: OpenSearchServer;
  const verdict = async (params: object = {}) =>
    formatVerdict(await judgeCheck(elasticsearchCluster, { url: server.url, ...params }, { timeoutMs: 10_000 }));

  beforeAll(async () => {
    server = await startOpenSearch();
    await server.send('PUT', 'orders-1', { settings: { number_of_replicas: 0 } });
    await server.send('POST', 'orders-1/_doc?refresh=true', { at: new Date().toISOString() });
  }, 180_000);
  afterAll(() => server.stop());

  it('the example of the page is healthy', async () => {
    const { result } = await runPageExample('elasticsearch-cluster', { 'http://search.example:9200': server.url });
    expect(formatVerdict(result)).toMatch(/^ok/);
  });

  it('an index that is not there, and a repository, are missing values', async () => {
    expect(await verdict({ indices: [{ index: 'nosuch', documents: { fail: '0:' } }] })).toMatch(
      /^error missing_value/,
    );
    expect(await verdict({ indices: [{ index: 'nosuch-*', documents: { fail: '0:' } }] })).toMatch(
      /^error missing_value/,
    );
    expect(await verdict({ snapshots: [{ repository: 'nosuch', age: { fail: '1d' } }] })).toMatch(
      /^error missing_value/,
    );
  });

  it('a replica without a place is yellow, and what that means is a policy', async () => {
    await server.send('PUT', 'yellow', { settings: { number_of_replicas: 1 } });
    expect(await verdict()).toMatch(/^ok/);
    expect(await verdict({ yellow: 'warn' })).toMatch(
      /^degraded status: .*yellow.*replica 0 of yellow.*already allocated/,
    );
    expect(await verdict({ yellow: 'fail' })).toMatch(/^failed status/);
    await server.send('DELETE', 'yellow');
  });

  it('an index that a full disk has blocked fails, and one that is blocked on purpose does not', async () => {
    await server.send('PUT', 'orders-1/_settings', { 'index.blocks.write': true });
    expect(await verdict()).toMatch(/^ok/);
    await server.send('PUT', 'orders-1/_settings', { 'index.blocks.read_only_allow_delete': true });
    expect(await verdict()).toMatch(/^failed read_only: .*orders-1/);
    // While it has that block, no other setting can be changed.
    await server.send('PUT', 'orders-1/_settings', { 'index.blocks.read_only_allow_delete': null });
    await server.send('PUT', 'orders-1/_settings', { 'index.blocks.write': null });
  });

  it('a disk above a watermark is told with the setting', async () => {
    const disk = 'cluster.routing.allocation.disk';
    const mark = `${disk}.watermark`;
    const marks = {
      [`${disk}.threshold_enabled`]: true,
      [`${mark}.low`]: '1%',
      [`${mark}.high`]: '1%',
      [`${mark}.flood_stage`]: '100%',
    };
    await server.send('PUT', '_cluster/settings', { transient: marks });
    expect(await verdict()).toMatch(/^degraded threshold: .*above the high watermark \(1%\)/);
    const none = Object.fromEntries(Object.keys(marks).map((name) => [name, null]));
    await server.send('PUT', '_cluster/settings', { transient: none });
    expect(await verdict()).toMatch(/^ok/);
  });

  it('a primary shard without a place is red, with the reason', async () => {
    await server.send('PUT', 'red?wait_for_active_shards=0&timeout=1s', {
      settings: { 'index.routing.allocation.require._name': 'nobody', number_of_replicas: 0 },
    });
    expect(await verdict()).toMatch(
      /^failed status: .*status is red, primary shards are missing: 1 shard is unassigned; primary 0 of red \(INDEX_CREATED\): .*nobody/,
    );
  });
});
