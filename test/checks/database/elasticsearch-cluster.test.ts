import { expect, it } from 'vitest';
import elasticsearchCluster from '../../../checks/database/elasticsearch-cluster.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startHttpServer } from '../../support/http.ts';
import { answerJson } from '../../support/http-routes.ts';
import { judgeCheck } from '../endpoint/judge-check.ts';
import { CANARY_KEY, type ClusterScript, HEALTH, verdictOnCluster } from './judge-elasticsearch.ts';

const health = (more: object): ClusterScript => ({ '/_cluster/health': { ...HEALTH, ...more } });
const EXPLAINED = {
  index: 'orders-1',
  shard: 0,
  primary: true,
  unassigned_info: { reason: 'NODE_LEFT' },
  allocate_explanation: 'cannot allocate',
  node_allocation_decisions: [{ deciders: [{ decision: 'NO', explanation: 'the node is above the low watermark' }] }],
};

it.each<[string, ClusterScript, object, RegExp]>([
  [
    'green',
    {},
    {
      nodes: { fail: '3:' },
      dataNodes: { fail: '3:' },
      unassigned: { fail: 0 },
      pendingTasks: { fail: 5 },
      disk: { fail: 80 },
    },
    /^ok/,
  ],
  [
    'red',
    { ...health({ status: 'red', unassigned_shards: 3 }), '/_cluster/allocation/explain': EXPLAINED },
    {},
    /^failed status: .*status is red, primary shards are missing: 3 shards are unassigned; primary 0 of orders-1 \(NODE_LEFT\): the node is above the low watermark/,
  ],
  [
    'red, and nobody may ask why',
    { ...health({ status: 'red' }), '/_cluster/allocation/explain': [403, {}] },
    {},
    /^failed status: .*status is red/,
  ],
  [
    'yellow with several data nodes',
    health({ status: 'yellow', unassigned_shards: 1 }),
    {},
    /^degraded status: .*yellow, replicas are missing/,
  ],
  [
    'yellow with a single data node',
    health({ status: 'yellow', number_of_data_nodes: 1, unassigned_shards: 5 }),
    {},
    /^ok/,
  ],
  [
    'yellow where that is a failure',
    health({ status: 'yellow', number_of_data_nodes: 1 }),
    { yellow: 'fail' },
    /^failed status/,
  ],
  ['yellow where that is nothing', health({ status: 'yellow' }), { yellow: 'ok' }, /^ok/],
  ['too few nodes', health({ number_of_nodes: 2 }), { nodes: { fail: '3:' } }, /^failed threshold: .*has 2 nodes/],
  [
    'a number that is not reported',
    health({ number_of_nodes: undefined }),
    { nodes: { fail: '3:' } },
    /^error missing_value/,
  ],
  [
    'slow tasks',
    health({ task_max_waiting_in_queue_millis: 61_000 }),
    { pendingTaskAge: { fail: '1m' } },
    /^failed threshold: .*waited for the master for 61 s/,
  ],
  [
    'no master',
    { '/_cluster/health': [503, { error: { type: 'master_not_discovered_exception' } }] },
    {},
    /^failed no_quorum: .*no master/,
  ],
  [
    'refused credentials',
    { '/_cluster/health': [401, { error: { reason: 'unable to authenticate user' } }] },
    {},
    /^failed auth: .*unable to authenticate user/,
  ],
  ['a role without rights', { '/_cluster/health': [403, {}] }, {}, /^failed permission/],
  ['another server', { '/_cluster/health': { hello: 'world' } }, {}, /^failed protocol: .*no status of a cluster/],
  ['a value of the health', {}, { jsonPath: [{ path: '$.unassigned_shards', gt: 0 }] }, /^failed assertion/],
  [
    'a version',
    { '/': { version: { number: '8.11.1' } } },
    { version: '>=9' },
    /^failed assertion: .*version is "8\.11\.1"/,
  ],
])('%s is judged', async (_, script, params, expected) => {
  expect(await verdictOnCluster(script, params)).toMatch(expected);
});

it('an API key goes into the header, and into no output', async () => {
  const server = await stopAfterTest(
    startHttpServer({ routes: { _cluster: ({ response }) => answerJson(response, HEALTH) } }),
  );
  await judgeCheck(elasticsearchCluster, { url: server.url, apiKey: CANARY_KEY }, { timeoutMs: 5000 });
  expect(server.requests[0]?.headers.authorization).toBe(`ApiKey ${CANARY_KEY}`);
});

it.each([
  [{ url: 'http://h:9200', apiKey: 'x', auth: { bearer: 'x' } }],
  [{ url: 'http://h:9200', indices: [{ index: 'a' }] }],
  [{ url: 'http://h:9200', indices: [{ index: 'a/../_all', documents: { fail: 1 } }] }],
  [{}],
])('the parameters %j are refused', (params) => {
  expect(elasticsearchCluster.params.safeParse(params).success).toBe(false);
});
