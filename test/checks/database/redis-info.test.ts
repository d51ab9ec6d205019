import { expect, it } from 'vitest';
import redisConnection from '../../../checks/database/redis-connection.ts';
import { redisAnswering } from '../../support/driver-faults.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const infoReply = (...lines: readonly string[]) => {
  const text = ['role:master', 'redis_version:7.0.0', 'rdb_last_bgsave_status:ok', ...lines].join('\r\n');
  return `$${text.length}\r\n${text}\r\n`;
};

const judgeReplies = async (replies: Readonly<Record<string, string>>, params: object = {}) => {
  const server = await redisAnswering({ PING: '+PONG\r\n', ...replies });
  const result = await judgeCheck(redisConnection, { host: '127.0.0.1', port: server.port, ...params });
  await server.stop();
  return result;
};

const verdictOfReply = async (reply: string, params: object = {}, ping = '+PONG\r\n') =>
  formatVerdict(await judgeReplies({ PING: ping, INFO: reply }, params));

const SILENT = '$34\r\nrole:master\r\nredis_version:7.0.0\r\n\r\n';

it.each([
  [infoReply('rdb_last_bgsave_status:err'), {}, /^failed status: .*the last snapshot to disk failed/],
  [infoReply('rdb_last_bgsave_status:err'), { persistence: false }, /^ok/],
  [
    infoReply('aof_enabled:1', 'aof_last_write_status:err', 'aof_last_bgrewrite_status:ok'),
    {},
    /^failed status: .*append-only file failed/,
  ],
  [infoReply('aof_enabled:0', 'aof_last_write_status:err'), {}, /^ok/],
  [infoReply('evicted_keys:3'), { evictedKeys: { warn: 0 } }, /^degraded threshold: .*3 keys were evicted since/],
  [
    infoReply('rdb_changes_since_last_save:4', 'rdb_last_save_time:1000', 'server_time_usec:5000000000'),
    { unsaved: { warn: '1h', fail: '2h' } },
    /^degraded threshold: .*changes have waited for a snapshot for 4000 s/,
  ],
  [
    infoReply('rdb_changes_since_last_save:0', 'rdb_last_save_time:1000', 'server_time_usec:5000000000'),
    { unsaved: { fail: '1s' } },
    /^ok/,
  ],
  [
    infoReply('rdb_changes_since_last_save:9', 'rdb_bgsave_in_progress:1', 'rdb_current_bgsave_time_sec:7'),
    { unsaved: { fail: '1m' } },
    /^ok/,
  ],
  [
    infoReply('maxmemory_policy:allkeys-lru'),
    { info: [{ name: 'maxmemory_policy', in: ['noeviction'] }] },
    /^failed ass.*allkeys-lru/,
  ],
  [
    infoReply('db0:keys=12,expires=0'),
    { info: [{ name: 'DB0.keys', limits: { fail: 10 } }] },
    /^failed threshold: .*12/,
  ],
  [infoReply('mem_fragmentation_ratio:1.49'), { info: [{ name: 'mem_fragmentation_ratio', lt: 1.5 }] }, /^ok/],
  [
    infoReply('total_commands_processed:9007199254740993'),
    { info: [{ name: 'total_commands_processed', lt: 9007199254740992 }] },
    /^failed assertion/,
  ],
  [infoReply('used_memory:95', 'maxmemory:100'), { memory: { fail: 94.9 } }, /^failed threshold: .*95 of 100.*95\.0 %/],
  [infoReply('used_memory:95', 'maxmemory:100'), { memory: { fail: 95 } }, /^ok/],
] as const)('the reply to INFO is judged: %j %j', async (reply, params, expected) => {
  expect(await verdictOfReply(reply, params)).toMatch(expected);
});

it('fail-open 1: a number that the server does not report is an error, not 0', async () => {
  expect(await verdictOfReply(infoReply('used_memory:95', 'maxmemory:0'), { memory: { fail: 90 } })).toMatch(
    /^error missing_value: .*there is no maxmemory/,
  );
  expect(await verdictOfReply(infoReply('connected_clients:5'), { clients: { fail: 90 } })).toMatch(
    /^error missing_value/,
  );
  expect(await verdictOfReply(SILENT, { persistence: true })).toMatch(
    /^error missing_value: .*does not say whether the snapshot is fine/,
  );
  expect(await verdictOfReply(SILENT, { unsaved: { fail: '1h' } })).toMatch(/^error missing_value: .*is unknown/);
  expect(await verdictOfReply(SILENT, { evictedKeys: { fail: 0 } })).toMatch(/^error missing_value: .*is unknown/);
  expect(await verdictOfReply(SILENT, { info: [{ name: 'evicted_keys', eq: 0 }] })).toMatch(
    /^error missing_value: .*evicted_keys is missing/,
  );
  // Services that keep the data themselves do not tell: nobody has asked for it.
  expect(await verdictOfReply(SILENT, { role: 'primary' })).toMatch(/^ok/);
});

it.each([
  ['nothing', '$0\r\n\r\n'],
  ['an error', '-ERR Invalid section everything\r\n'],
])('all sections are asked for by their older name where `everything` is answered by %s', async (_, everything) => {
  const params = { info: [{ name: 'cmdstat_get.calls', eq: 4 }] };
  const replies = { INFO: infoReply(), 'INFO EVERYTHING': everything };
  const all = infoReply('cmdstat_get:calls=4,usec=10,usec_per_call=2.50');
  expect(formatVerdict(await judgeReplies({ ...replies, 'INFO ALL': all }, params))).toMatch(/^ok/);
  expect(formatVerdict(await judgeReplies({ ...replies, 'INFO ALL': everything }, params))).toMatch(
    /^error missing_value: .*cmdstat_get\.calls is missing/,
  );
});

it('a note says that snapshots are not judged, but where nobody wants them or the data are loading', async () => {
  const notesOf = async (info: string, params: object = {}) => (await judgeReplies({ INFO: info }, params)).notes;
  expect(await notesOf(SILENT)).toEqual(['1 server did not tell whether snapshots succeed']);
  expect(await notesOf(SILENT, { persistence: false })).toEqual([]);
  expect(await notesOf(SILENT.replace('$34', '$45').replace('role', 'loading:1\r\nrole'))).toEqual([]);
});

it('fail-open 3: a primary without replicas has no lag of 0', async () => {
  expect(await verdictOfReply(infoReply(), { lag: { fail: '10s' } })).toMatch(
    /^failed empty_result: .*no replica is connected/,
  );
});

it('fail-open 12: an unknown number does not hide a fault', async () => {
  const reply = infoReply('rdb_last_bgsave_status:err', 'used_memory:95', 'maxmemory:0');
  expect(await verdictOfReply(reply, { memory: { fail: 90 } })).toMatch(/^failed status/);
});

it('a server that is loading its data fails as status', async () => {
  const loading = '-LOADING Redis is loading the dataset in memory\r\n';
  expect(await verdictOfReply(infoReply('loading:1'), {}, loading)).toMatch(/^failed status: .*still loading/);
  expect(await verdictOfReply(infoReply(), {}, '-MASTERDOWN Link with MASTER is down\r\n')).toMatch(
    /^failed status: .*MASTERDOWN/,
  );
});
