import { expect, it } from 'vitest';
import check from '../../../checks/network/service-addresses.ts';
import { buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { serviceRow } from './services.ts';

const deployment = (
  name: string,
  env: Record<string, string> = {},
  parts: { namespace?: string; replicas?: number } = {},
) =>
  buildRow('deployments', {
    ...{ name, namespace: parts.namespace ?? 'shop' },
    spec: {
      replicas: parts.replicas ?? 1,
      template: {
        spec: {
          containers: [
            { name: 'app', image: 'app:1', env: Object.entries(env).map(([key, value]) => ({ name: key, value })) },
          ],
        },
      },
    },
  });
const judgeAddresses = (env: Record<string, string>, services = [serviceRow()], more = {}) =>
  judgeRows(check, { services, deployments: [deployment('front', env), deployment('db')], statefulSets: [], ...more });

it.each([
  ['a bare address', { WEB_ADDR: 'web:8081' }, 'WEB_ADDR of container app is the address web:8081'],
  [
    'a URL with a user',
    { X: 'http://me:secret@web.shop:8081/path' },
    'X of container app is the address web.shop:8081',
  ],
  [
    'one of a list',
    { HOSTS: 'web:80,web.shop.svc.cluster.local:8081' },
    'is the address web.shop.svc.cluster.local:8081',
  ],
])('a port that the Service has not is a warning: %s', async (_, env, text) => {
  const { findings } = await judgeAddresses(env);
  expect(findings).toMatchObject([{ reason: 'address_unknown', level: 'warning' }]);
  expect(findings[0]?.message).toContain(text);
  expect(findings[0]?.message).toContain('and Service web has no port 8081: it has 80');
  expect(JSON.stringify(findings)).not.toContain('secret');
});

it('a workload of the name without a Service is a warning', async () => {
  const { findings } = await judgeAddresses({ DB_URL: 'postgres://db:5432/shop' });
  expect(findings[0]?.message).toBe(
    'DB_URL of container app is the address db:5432, and no Service is called shop/db, only a Deployment',
  );
});

it.each([
  ['a port that it has', { WEB_ADDR: 'web:80' }],
  ['an address outside', { API_URL: 'https://api.acme.test:8443', OTHER_HOST: 'unknown:99', IP_ADDR: '10.0.0.1:80' }],
  ['an image', { IMAGE: 'web:2024' }],
  ['a setting with colons', { LEVELS: 'web:1000', TIME: '12:30' }],
  ['its own name', { SELF_ADDR: 'front:7000' }],
  ['a pod of a headless Service', { PEER_ADDR: 'db-0.db.shop.svc:7000' }],
  ['a Service of that name elsewhere', { WEB_ADDR: 'web.other:8081' }],
])('healthy: %s', async (_, env) => expect((await judgeAddresses(env)).findings).toEqual([]));

it('healthy: headless, external, parked', async () => {
  const env = { WEB_ADDR: 'web:8081' };
  expect((await judgeAddresses(env, [serviceRow({ spec: { clusterIP: 'None' } })])).findings).toEqual([]);
  expect(
    (await judgeAddresses(env, [serviceRow({ spec: { type: 'ExternalName', externalName: 'a.test' } })])).findings,
  ).toEqual([]);
  const parked = { deployments: [deployment('front', env, { replicas: 0 })] };
  expect((await judgeAddresses(env, [serviceRow()], parked)).findings).toEqual([]);
  expect((await judgeAddresses({}, [], { deployments: [] })).findings).toEqual([]);
});
