import { expect, it } from 'vitest';
import mysqlConnection from '../../../checks/database/mysql-connection.ts';

const isTaken = (params: object): boolean => mysqlConnection.params.safeParse(params).success;

it.each([
  [{ host: 'h' }, true],
  [{ url: 'mysql://h/d' }, true],
  [{}, false],
  [{ host: 'h', role: 'primary', readOnly: true }, false],
  [{ host: 'h', ssl: { mode: 'required', ca: '/ca.pem' } }, false],
  [{ host: 'h', variables: [{ name: 'a' }] }, false],
  [{ host: 'h', variables: [{ name: "a' or 1", eq: 1 }] }, false],
  [{ host: 'h', queries: [1, 2].map(() => ({ name: 'q', sql: 'select 1', equals: 1 })) }, false],
] as const)('the parameters %j are taken: %s', (params, taken) => {
  expect(isTaken(params)).toBe(taken);
});

it.each([
  ['select 1', true],
  ['(select 1) union select 2', true],
  ['-- a\nSELECT 1', true],
  ['/* a */ with a as (select 1) select * from a', true],
  ['show processlist', true],
  ['drop table a', false],
  ['/*!50000 drop table a */', false],
  ['/*M! drop table a */', false],
  ['call a()', false],
  ["select 1 into outfile '/a'", false],
  ['insert into a select 1', false],
  ['', false],
])('the statement %j is taken: %s', (sql, taken) => {
  expect(isTaken({ host: 'h', queries: [{ name: 'q', sql, equals: 1 }] })).toBe(taken);
});
