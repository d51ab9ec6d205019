import { expect, it } from 'vitest';
import { stopAfterTest } from '../../support/for-test.ts';
import { type MysqlScript, mysqlDenying, mysqlRefusing, startScriptedMysql } from '../../support/scripted-mysql.ts';
import { formatVerdict } from '../endpoint/judge-check.ts';
import { judgeScript, judgeServer } from './judge-mysql.ts';

it.each<[string, MysqlScript, object, RegExp]>([
  ['a primary', {}, { role: 'primary', readOnly: false }, /^ok/],
  [
    'many connections',
    { status: { Threads_connected: '96' } },
    {},
    /^failed threshold: .*96 of 100 connections are used/,
  ],
  [
    'no number of connections',
    { status: { Threads_connected: '' } },
    {},
    /^error missing_value: .*connections are used is unknown/,
  ],
  [
    'a status variable',
    { status: { Threads_running: '80' } },
    { status: [{ name: 'threads_running', limits: { fail: 50 } }] },
    /^failed threshold: .*threads_running is "80"/,
  ],
  [
    'a variable that is not there',
    {},
    { variables: [{ name: 'nosuch', ne: 1 }] },
    /^error missing_value: .*nosuch is missing/,
  ],
  ['a version', { version: '8.0.36-28' }, { version: '>=8.0.40' }, /^failed assertion: .*the version is 8\.0\.36-28/],
  [
    'a read-only session',
    { replies: { 'select 1': [{ a: '1' }] } },
    { queries: [{ name: 'q', sql: 'select 1', equals: 1 }] },
    /^ok/,
  ],
])('%s is judged', async (_, script, params, expected) => {
  expect(await judgeScript(script, params)).toMatch(expected);
});

it.each([
  [1040, 'Too many connections', /^failed threshold: .*no connection is free: Too many connections/],
  [1129, "Host '10.0.0.1' is blocked because of many connection errors", /^failed permission: .*blocked this host/],
  [1130, "Host '10.0.0.1' is not allowed to connect to this MySQL server", /^failed auth: .*nobody in from this host/],
])('error %s in place of a greeting is what it means', async (number, text, expected) => {
  const server = await stopAfterTest(mysqlRefusing(number, text));
  expect(formatVerdict(await judgeServer(server, {}))).toMatch(expected);
});

it('a login that is denied or never answered is a failure or a timeout', async () => {
  const denying = await stopAfterTest(
    mysqlDenying([1045, "Access denied for user 'kavmon'@'h' (using password: YES)"]),
  );
  expect(formatVerdict(await judgeServer(denying, {}))).toMatch(/^failed auth: .*TLS is not spoken/);
  const mute = await stopAfterTest(mysqlDenying());
  expect(formatVerdict(await judgeServer(mute, {}, 500))).toMatch(/^timeout deadline_attempt: .*phase auth/);
});

it('a query that is never answered ends with the statement timeout, and the connection with it', async () => {
  const server = await stopAfterTest(startScriptedMysql({ replies: { 'select 1': 'silent' } }));
  const params = { queries: [{ name: 'q', sql: 'select 1', equals: 1 }], statementTimeout: '100ms' };
  expect(formatVerdict(await judgeServer(server, params))).toMatch(/^timeout deadline_attempt/);
});
