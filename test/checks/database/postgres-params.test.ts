import { expect, it } from 'vitest';
import postgresConnection from '../../../checks/database/postgres-connection.ts';

it.each([
  [{}],
  [{ host: 'a', hosts: ['b'] }],
  [{ hosts: [] }],
  [{ hosts: ['postgres://a:1'] }],
  [{ hosts: ['a:1'], targetSessionAttrs: 'readonly' }],
  [{ url: 'postgres://a/b', lag: {} }],
  [{ url: 'postgres://a/b', lag: { fail: '1MiB' } }],
  [{ url: 'postgres://a/b', rol: 'primary' }],
  [{ url: 'postgres://a/b', role: 'master' }],
  [{ url: 'postgres://a/b', queries: [{ name: 'q', sql: 'select 1' }] }],
  [{ url: 'postgres://a/b', queries: [1, 2].map(() => ({ name: 'q', sql: 'select 1', equals: 1 })) }],
  [{ url: 'postgres://a/b', ssl: { mode: 'allow' } }],
])('the parameters %j are refused', (params) => {
  expect(postgresConnection.params.safeParse(params).success).toBe(false);
});
