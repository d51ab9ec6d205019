import { expect, it } from 'vitest';
import { stopAfterTest } from '../../support/for-test.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { type MongodbScript, mongodbFault, startScriptedMongodb } from '../../support/scripted-mongodb.ts';
import { refusedPort, tcpSilent } from '../../support/tcp-faults.ts';
import { CANARY_PASSWORD, judgeMongodb, judgeScript } from './judge-mongodb.ts';

const secondary = { isWritablePrimary: false, secondary: true, setName: 'rs0' };

it.each<[string, MongodbScript, object, RegExp]>([
  ['a server alone', {}, { version: '>=7' }, /^ok/],
  ['a mongos', { hello: { msg: 'isdbgrid' } }, {}, /^ok/],
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
  const server = await stopAfterTest(
    startScriptedMongodb({ hello: (port) => ({ setName: 'rs0', primary: `127.0.0.1:${port}` }) }),
  );
  const port = await refusedPort();
  const one = await judgeMongodb({ hosts: [`127.0.0.1:${port}`, `127.0.0.1:${server.port}`] });
  expect(one).toMatch(/^degraded connect_refused/);
  const all = await judgeMongodb({ hosts: [`127.0.0.1:${port}`, `localhost:${port}`] });
  expect(all).toMatch(/^failed connect_refused: no server answers/);
});

it('a server that says nothing is a timeout of ours, long before the 30 s of the driver', async () => {
  const mute = await stopAfterTest(startScriptedMongodb({ replies: { ismaster: 'silent' } }));
  expect(await judgeMongodb({ hosts: [`127.0.0.1:${mute.port}`] }, 400)).toMatch(
    /^timeout deadline_attempt: .*phase auth/,
  );
  await pollUntil(() => mute.connections() === 0, { what: 'the probe to close its connection' });
});
