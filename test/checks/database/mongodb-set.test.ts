import { expect, it } from 'vitest';
import { type MongodbScript, mongodbFault } from '../../support/scripted-mongodb.ts';
import { judgeScript } from './judge-mongodb.ts';

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
  ['the wrong set', set(), { replicaSet: 'rs1' }, /^failed assertion: .*belongs to the replica set rs0, expected rs1/],
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
])('%s is judged', async (_, script, params, expected) => {
  expect(await judgeScript(script, params)).toMatch(expected);
});
