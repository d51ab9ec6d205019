import { expect, it } from 'vitest';
import elasticsearchCluster from '../../../checks/database/elasticsearch-cluster.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startHttpServer } from '../../support/http.ts';
import { answerJson } from '../../support/http-routes.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const CANARY_KEY = 'canary-7f3a';
const NOW = Date.UTC(2026, 0, 10);
const GIB = 1024 ** 3;

type Refusal = readonly [status: number, document: object];

/** Answers by the beginning of a path; a refusal has a status. */
type Script = { readonly [path: string]: object | Refusal };

const isRefusal = (answer: object): answer is Refusal => Array.isArray(answer) && typeof answer[0] === 'number';

const HEALTH = {
  cluster_name: 'shop',
  status: 'green',
  number_of_nodes: 3,
  number_of_data_nodes: 3,
  unassigned_shards: 0,
  number_of_pending_tasks: 0,
  task_max_waiting_in_queue_millis: 0,
};

const WELL: Script = {
  '/_cluster/health': HEALTH,
  '/_cluster/state/blocks': { blocks: {} },
  '/_cat/allocation': [{ node: 'n1', 'disk.total': String(100 * GIB), 'disk.avail': String(50 * GIB) }],
  '/_cluster/settings': {
    defaults: {
      'cluster.routing.allocation.disk.watermark.high': '90%',
      'cluster.routing.allocation.disk.watermark.flood_stage': '95%',
      'cluster.routing.allocation.disk.watermark.high.max_headroom': '150GB',
      'cluster.routing.allocation.disk.watermark.flood_stage.max_headroom': '100GB',
    },
  },
};

const judge = async (script: Script, params: object = {}) => {
  const answers = { ...WELL, ...script };
  const paths = Object.keys(answers).sort((a, b) => b.length - a.length);
  const answer = (url: string) => answers[paths.find((path) => url.startsWith(path)) ?? ''];
  const routes = Object.fromEntries(
    ['_cluster', '_cat', 'orders-*', ''].map((name) => [
      name,
      ({ request, response }: Parameters<import('../../support/http-routes.ts').HttpRoute>[0]) => {
        const found = answer(request.url) ?? ([404, { error: 'not found' }] as const);
        if (isRefusal(found)) answerJson(response, found[1], found[0]);
        else answerJson(response, found);
      },
    ]),
  );
  const server = await stopAfterTest(startHttpServer({ routes }));
  const result = await judgeCheck(elasticsearchCluster, { url: server.url, ...params }, { timeoutMs: 5000, now: NOW });
  expect(JSON.stringify(result)).not.toContain(CANARY_KEY);
  return result;
};
const verdict = async (script: Script, params: object = {}) => formatVerdict(await judge(script, params));

const health = (more: object): Script => ({ '/_cluster/health': { ...HEALTH, ...more } });
const disk = (total: number, free: number): Script => ({
  '/_cat/allocation': [{ node: 'n1', 'disk.total': String(total * GIB), 'disk.avail': String(free * GIB) }],
});
const EXPLAINED = {
  index: 'orders-1',
  shard: 0,
  primary: true,
  unassigned_info: { reason: 'NODE_LEFT' },
  allocate_explanation: 'cannot allocate',
  node_allocation_decisions: [{ deciders: [{ decision: 'NO', explanation: 'the node is above the low watermark' }] }],
};
const search = (total: number, max: number | null, failed = 0) => ({
  timed_out: false,
  _shards: { total: 1, failed },
  hits: { total: { value: total } },
  aggregations: { newest: { value: max } },
});
const orders = { indices: [{ index: 'orders-*', newest: { fail: '1h' }, documents: { fail: '1:' } }] };
const backups = { snapshots: [{ repository: 'backups', name: 'nightly-*', age: { warn: '26h', fail: '50h' } }] };
const snapshot = (id: string, status: string, hoursAgo: number) => ({
  id,
  status,
  end_epoch: String(NOW / 1000 - hoursAgo * 3600),
});

it.each<[string, Script, object, RegExp]>([
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
  [
    'a disk above the high watermark',
    disk(100, 9),
    {},
    /^degraded threshold: .*91\.0 % full, above the high watermark \(90%\)/,
  ],
  ['a disk above the flood stage', disk(100, 4), {}, /^failed threshold: .*flood stage/],
  ['a large disk with its headroom', disk(10_000, 900), {}, /^ok/],
  [
    'watermarks that are switched off',
    {
      ...disk(100, 1),
      '/_cluster/settings': {
        persistent: { 'cluster.routing.allocation.disk.threshold_enabled': 'false' },
        defaults: { 'cluster.routing.allocation.disk.watermark.high': '90%' },
      },
    },
    {},
    /^ok/,
  ],
  [
    'watermarks in bytes',
    {
      ...disk(100, 40),
      '/_cluster/settings': { transient: { 'cluster.routing.allocation.disk.watermark.high': '50gb' } },
    },
    {},
    /^degraded threshold/,
  ],
  [
    'an index that a full disk has made read-only',
    {
      '/_cluster/state/blocks': {
        blocks: { indices: { 'orders-1': { 12: { description: 'read-only / allow delete' } } } },
      },
    },
    {},
    /^failed read_only: .*1 index has become read-only.*orders-1/,
  ],
  [
    'an index that is frozen on purpose',
    { '/_cluster/state/blocks': { blocks: { indices: { old: { 8: { description: 'index write (api)' } } } } } },
    {},
    /^ok/,
  ],
  [
    'parts that a managed service refuses',
    {
      '/_cluster/state/blocks': [403, {}],
      '/_cat/allocation': [403, {}],
      '/_cluster/settings': [401, { Message: 'not allowed' }],
    },
    {},
    /^ok/,
  ],
  [
    'disks that were asked for and refused',
    { '/_cat/allocation': [403, {}] },
    { disk: { fail: 80 } },
    /permission: .*disk/,
  ],
  ['a fresh index', { '/orders': search(5, NOW - 60_000) }, orders, /^ok/],
  [
    'an old index',
    { '/orders': search(5, NOW - 7_200_000) },
    orders,
    /^failed threshold: .*newest document of orders-\* is 7200 s old/,
  ],
  ['an empty index', { '/orders': search(0, null) }, orders, /^failed threshold: .*has 0 documents/],
  [
    'an index whose shards did not all answer',
    { '/orders': search(5, NOW, 1) },
    orders,
    /^error missing_value: .*not all of its shards/,
  ],
  ['an index that is not there', {}, orders, /^error missing_value/],
  [
    'a fresh snapshot',
    { '/_cat/snapshots': [snapshot('nightly-1', 'SUCCESS', 20), snapshot('other', 'SUCCESS', 900)] },
    backups,
    /^ok/,
  ],
  [
    'an old snapshot before one that failed',
    { '/_cat/snapshots': [snapshot('nightly-1', 'SUCCESS', 60), snapshot('nightly-2', 'FAILED', 20)] },
    backups,
    /^failed threshold: .*nightly-1, is 216000 s old; later ones: nightly-2 FAILED/,
  ],
  ['no snapshot at all', { '/_cat/snapshots': [] }, backups, /^(failed|error) empty_result: .*none of 0 has succeeded/],
  [
    'a repository that is not there',
    { '/_cat/snapshots': [404, { error: { reason: '[backups] missing' } }] },
    backups,
    /^error missing_value: .*\[backups\] missing/,
  ],
])('%s is judged', async (_, script, params, expected) => {
  expect(await verdict(script, params)).toMatch(expected);
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
