import { expect, it } from 'vitest';
import postgresConnection from '../../checks/database/postgres-connection.ts';
import redisConnection from '../../checks/database/redis-connection.ts';
import httpEndpoint from '../../checks/endpoint/http-endpoint.ts';
import serviceInfo from '../../checks/endpoint/service-info.ts';
import tlsCertificate from '../../checks/endpoint/tls-certificate.ts';
import type { Check } from '../../src/check/check.ts';

const issuesOf = (check: Check, params: object) =>
  (check.params.safeParse(params).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

const expiry = (limits: object) => ({ url: 'http://x', expiry: [{ path: '$.end', ...limits }] });
const postgres = (limits: object) => ({ host: 'db', user: 'u', ...limits });

it.each([
  [httpEndpoint, { url: 'http://x', warnAfter: '3s', failAfter: '1s' }, 'warnAfter: warnAfter is longer'],
  [httpEndpoint, { url: 'http://x', minSize: 5, maxSize: 1 }, 'minSize: minSize is more than maxSize'],
  [tlsCertificate, { host: 'x', warnDays: 5, failDays: 30 }, 'failDays: failDays is more than warnDays'],
  [serviceInfo, expiry({ warnDays: 5, failDays: 30 }), 'expiry.0.failDays: failDays is more than warnDays'],
  [postgresConnection, postgres({ connections: { warn: 95, fail: 80 } }), 'connections.warn: fail is reached before'],
  [postgresConnection, postgres({ standbys: { warn: '1:', fail: '2:' } }), 'standbys.warn: fail is reached before'],
  [postgresConnection, postgres({ lag: { warn: '5m', fail: '60s' } }), 'lag.warn: fail is reached before'],
  [redisConnection, { host: 'x', memory: { warn: '@95:100', fail: '@80:100' } }, 'memory.warn: fail is reached before'],
  [redisConnection, { host: 'x', clients: { warn: '@90:100', fail: 80 } }, 'clients.warn: fail is reached before'],
] as const)('a limit that could never warn is refused with its key: %#', (check, params, message) => {
  expect(issuesOf(check as Check, params)).toEqual([expect.stringContaining(message)]);
});

it.each([
  [httpEndpoint, { url: 'http://x', warnAfter: '1s', failAfter: '3s' }],
  [httpEndpoint, { url: 'http://x', warnAfter: '1s', failAfter: '1s' }],
  [tlsCertificate, { host: 'x', warnDays: 30, failDays: 5 }],
  [tlsCertificate, { host: 'x', failDays: 60 }],
  [serviceInfo, expiry({ failDays: 60 })],
  [postgresConnection, postgres({ connections: { warn: 80, fail: 90 }, standbys: { warn: '2:', fail: '1:' } })],
  [postgresConnection, postgres({ lag: { warn: '10s', fail: '10s' }, connections: { fail: 50 } })],
  [redisConnection, { host: 'x', memory: { warn: '10:80', fail: 90 }, clients: { warn: 80, fail: '@95:100' } }],
] as const)('limits in their order, equal ones and single ones are taken: %#', (check, params) => {
  expect(issuesOf(check as Check, params)).toEqual([]);
});
