import { expect, it } from 'vitest';
import mongodbConnection from '../../../checks/database/mongodb-connection.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { type MongodbScript, mongodbFault, startScriptedMongodb } from '../../support/scripted-mongodb.ts';
import { refusedPort, tcpSilent } from '../../support/tcp-faults.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const CANARY_PASSWORD = 'canary-7f3a';

const judge = async (params: object, timeoutMs = 3000): Promise<string> => {
  const result = await judgeCheck(mongodbConnection, params, { timeoutMs });
  expect(JSON.stringify(result)).not.toContain(CANARY_PASSWORD);
  return formatVerdict(result);
};

const judgeScript = async (script: MongodbScript, params: object = {}): Promise<string> => {
  const server = await stopAfterTest(startScriptedMongodb(script));
  const verdict = await judge({ hosts: [`127.0.0.1:${server.port}`], ...params });
  await pollUntil(() => server.connections() === 0, { what: 'the probe to close its connections' });
  return verdict;
};

const T0 = Date.UTC(2026, 0, 1);
const member = (host: string, state: string, behindSeconds = 0) => ({
  name: host,
  health: state.startsWith('(') ? 0 : 1,
  stateStr: state,
  optimeDate: new Date(T0 - behindSeconds * 1000),
});
const THREE = [member('a:27017', 'PRIMARY'), member('b:27017', 'SECONDARY', 3), member('c:27017', 'SECONDARY', 2)];

/** A set whose primary is the server itself. */
const set = (members: readonly object[] = THREE, more: MongodbScript = {}): MongodbScript => ({
  hello: (port) => ({ setName: 'rs0', primary: `127.0.0.1:${port}` }),
  ...more,
  replies: { replSetGetStatus: { ok: 1, members }, ...more.replies },
});
const secondary = { isWritablePrimary: false, secondary: true, setName: 'rs0' };

it.each<[string, MongodbScript, object, RegExp]>([
  ['a server alone', {}, { version: '>=7' }, /^ok/],
  ['a mongos', { hello: { msg: 'isdbgrid' } }, {}, /^ok/],
  ['a set', set(), { members: { fail: '3:' }, lag: { warn: 10 }, replicaSet: 'rs0' }, /^ok/],
  [
    'a set with one member down',
    set([...THREE.slice(0, 2), member('c:27017', '(not reachable/healthy)')]),
    {},
    /^degraded status: .*c:27017 is \(not reachable/,
  ],
  [
    'a set with a member that recovers',
    set([...THREE.slice(0, 2), member('c:27017', 'RECOVERING')]),
    { members: { fail: '3:' } },
    /^failed threshold: .*2 of 3 members/,
  ],
  [
    'a late secondary',
    set([THREE[0] as object, member('b:27017', 'SECONDARY', 90)]),
    { lag: { fail: 60 } },
    /^failed threshold: .*b:27017 is 90 s behind/,
  ],
  [
    'a secondary that is late on purpose',
    set([THREE[0] as object, member('b:27017', 'SECONDARY', 3605)], {
      replies: { replSetGetConfig: { ok: 1, config: { members: [{ host: 'b:27017', secondaryDelaySecs: 3600 }] } } },
    }),
    { lag: { fail: 60 } },
    /^ok/,
  ],
  [
    'no secondary where a lag is asked for',
    set([THREE[0] as object]),
    { lag: { fail: 60 } },
    /^(error|failed) empty_result: .*no healthy secondary/,
  ],
  [
    'a set with an arbiter',
    set([THREE[0] as object, THREE[1] as object, member('c:27017', 'ARBITER')]),
    { members: { fail: '3:' } },
    /^ok/,
  ],
  [
    'a set without a primary',
    {
      hello: secondary,
      replies: { replSetGetStatus: { ok: 1, members: [member('a:27017', '(not reachable/healthy)'), THREE[1]] } },
    },
    {},
    /^failed no_quorum: .*rs0 has no primary, says .* \(secondary\): 1 of 2 members are healthy/,
  ],
  [
    'a set that was never initiated',
    { hello: { isWritablePrimary: false, isreplicaset: true } },
    {},
    /^failed no_quorum: .*never initiated/,
  ],
  [
    'a primary that is none any more',
    { hello: (port) => ({ ...secondary, primary: `127.0.0.1:${port}` }) },
    {},
    /^failed not_primary: .*takes no writes: it is secondary/,
  ],
  ['the wrong set', set(), { replicaSet: 'rs1' }, /^failed assertion: .*belongs to the replica set rs0, expected rs1/],
  ['a secondary that is asked alone', { hello: secondary }, { directConnection: true }, /^ok/],
  [
    'the role of one that is asked alone',
    { hello: secondary },
    { directConnection: true, role: 'primary' },
    /^failed not_primary: .*is secondary, expected primary/,
  ],
  [
    'a member that does not serve',
    { hello: { isWritablePrimary: false, setName: 'rs0' } },
    { directConnection: true },
    /^failed status: .*neither primary nor secondary/,
  ],
  ['an old server', { hello: { maxWireVersion: 3 } }, {}, /^error config: .*too old/],
  [
    'many connections',
    { replies: { serverStatus: { ok: 1, connections: { current: 96, available: 4 } } } },
    {},
    /^failed threshold: .*96 of 100 connections/,
  ],
  [
    'a value of serverStatus',
    {},
    { serverStatus: [{ path: '$.connections.current', limits: { fail: 4 } }] },
    /^failed threshold/,
  ],
  ['a value that serverStatus has not', {}, { serverStatus: [{ path: '$.nosuch', ne: 1 }] }, /^error missing_value/],
  [
    'rights that are missing and not needed',
    set(THREE, {
      replies: {
        replSetGetStatus: mongodbFault(13, 'not authorized on admin'),
        serverStatus: mongodbFault(13, 'not authorized on admin'),
      },
    }),
    {},
    /^ok/,
  ],
  [
    'rights that are missing and needed',
    set(THREE, { replies: { replSetGetStatus: mongodbFault(13, 'not authorized on admin') } }),
    { lag: { fail: 5 } },
    /permission: .*members: .*not authorized/,
  ],
  [
    'a login that is asked for',
    { replies: { serverStatus: mongodbFault(13, 'Command serverStatus requires authentication') } },
    {},
    /^failed auth: .*asks to log in/,
  ],
  [
    'a wrong password',
    { replies: { saslStart: mongodbFault(18, 'Authentication failed.') } },
    { user: 'ann', password: CANARY_PASSWORD },
    /^failed auth: .*Authentication failed\. \(code 18\)/,
  ],
  [
    'a count',
    { replies: { count: { ok: 1, n: 12 } } },
    { counts: [{ name: 'n', database: 'd', collection: 'c', limits: { fail: 10 } }] },
    /^failed threshold: .*count n is 12/,
  ],
  [
    'a count that took too long',
    { replies: { count: mongodbFault(50, 'operation exceeded time limit') } },
    { counts: [{ name: 'n', database: 'd', collection: 'c', limits: { fail: 10 } }] },
    /^(timeout|error) deadline_attempt: .*ended the command/,
  ],
])('%s is judged', async (_, script, params, expected) => {
  expect(await judgeScript(script, params)).toMatch(expected);
});

it('the primary that a member names is asked, and its silence is a failure', async () => {
  const silent = await stopAfterTest(tcpSilent());
  const port = await refusedPort();
  const named = (primary: string): MongodbScript => ({ hello: { ...secondary, primary } });
  const gone = await judgeScript(named(`127.0.0.1:${port}`));
  expect(gone).toMatch(/^failed connect_refused: .*the primary that 127\.0\.0\.1:\d+ names does not answer/);
  const mute = await judgeScript(named(`127.0.0.1:${silent.port}`), { nodeTimeout: '200ms' });
  expect(mute).toMatch(/^failed deadline_attempt: .*does not answer: .*no answer in 200 ms/);
  await pollUntil(() => silent.connections() === 0, { what: 'the probe to close its connections' });
});

it('one of several servers may be down, which degrades, and all of them fail', async () => {
  const server = await stopAfterTest(startScriptedMongodb(set()));
  const port = await refusedPort();
  const one = await judge({ hosts: [`127.0.0.1:${port}`, `127.0.0.1:${server.port}`] });
  expect(one).toMatch(/^degraded connect_refused/);
  const all = await judge({ hosts: [`127.0.0.1:${port}`, `localhost:${port}`] });
  expect(all).toMatch(/^failed connect_refused: no server answers/);
});

it('a server that says nothing is a timeout of ours, long before the 30 s of the driver', async () => {
  const mute = await stopAfterTest(startScriptedMongodb({ replies: { ismaster: 'silent' } }));
  expect(await judge({ hosts: [`127.0.0.1:${mute.port}`] }, 400)).toMatch(/^timeout deadline_attempt: .*phase auth/);
  await pollUntil(() => mute.connections() === 0, { what: 'the probe to close its connection' });
});
