import { expect, it } from 'vitest';
import { type ClusterScript, GIB, NOW, verdictOnCluster } from './judge-elasticsearch.ts';

const disk = (total: number, free: number): ClusterScript => ({
  '/_cat/allocation': [{ node: 'n1', 'disk.total': String(total * GIB), 'disk.avail': String(free * GIB) }],
});
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

it.each<[string, ClusterScript, object, RegExp]>([
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
  expect(await verdictOnCluster(script, params)).toMatch(expected);
});
