import { expect, it } from 'vitest';
import check from '../../../checks/network/service-addresses.ts';
import { runCheck } from '../../../src/testing/run-check.ts';
import { buildPod } from '../../support/build-pods.ts';
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

it.each([
  ['a host and its port apart', { DB_HOST: 'web', DB_PORT: '8081' }, 'DB_HOST, DB_PORT'],
  [
    'names of variables without words between',
    { web_hostname: 'web.shop', web_port: '8081' },
    'web_hostname, web_port',
  ],
  ['a name with the dot of the root', { WEB_URL: 'http://web.shop.svc.cluster.local.:8081' }, 'WEB_URL'],
])('a port that the Service has not is a warning: %s', async (_, env, variable) => {
  const { findings } = await judgeAddresses(env);
  expect(findings.map(({ evidence }) => evidence?.variable)).toEqual([variable]);
});

const podSpec = (env: Record<string, string>) => ({
  containers: [{ name: 'app', image: 'app:1', env: Object.entries(env).map(([name, value]) => ({ name, value })) }],
});

it('CronJobs and the pods of controllers that are not read are judged, those of Jobs and builds not', async () => {
  const spec = podSpec({ WEB_URL: 'http://web:8081' });
  const cronJob = (name: string, suspend: boolean) =>
    buildRow('cronJobs', { name, spec: { suspend, jobTemplate: { spec: { template: { spec } } } } });
  const pods = [
    ...['front-1', 'front-2'].map((name) => buildPod({ name, owner: 'CloneSet/front', spec })),
    buildPod({ name: 'import-1', owner: 'Job/import', spec }),
    buildPod({ name: 'build', owner: null, spec: { ...spec, restartPolicy: 'Never' } }),
    buildPod({ name: 'done', owner: 'CloneSet/done', phase: 'Succeeded', spec }),
  ];
  const more = { cronJobs: [cronJob('sync', false), cronJob('off', true)], pods };
  const { findings } = await judgeAddresses({}, [serviceRow({ spec: { selector: { app: 'other' } } })], more);
  expect(findings.map(({ object }) => `${object?.kind}/${object?.name}`)).toEqual(['CronJob/sync', 'CloneSet/front']);
});

it('each controller that is not read is judged by its last pod', async () => {
  const wrong = podSpec({ WEB_URL: 'http://web:8081' });
  const right = podSpec({ WEB_URL: 'http://web:80' });
  const pods = [
    buildPod({ name: 'front-1', owner: 'CloneSet/front', spec: wrong }),
    buildPod({ name: 'back-1', owner: 'CloneSet/back', spec: wrong }),
    buildPod({ name: 'ray-head', owner: 'RayCluster/ray', spec: right }),
    buildPod({ name: 'ray-worker', owner: 'RayCluster/ray', spec: wrong }),
    buildPod({ name: 'old-head', owner: 'RayCluster/old', spec: wrong }),
    buildPod({ name: 'old-worker', owner: 'RayCluster/old', spec: right }),
  ];
  const { findings } = await judgeAddresses({}, [serviceRow({ spec: { selector: { app: 'other' } } })], { pods });
  expect(findings.map(({ object }) => object?.name)).toEqual(['front', 'back', 'ray']);
});

it('a workload may be given the name of the Service before it for a port of its own', async () => {
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: podSpec({ BIND_HOST: 'web', BIND_PORT: '8081' }) };
  const deployments = [buildRow('deployments', { name: 'server', spec: { template } })];
  const behind = [serviceRow({ spec: { selector: labels } })];
  expect((await judgeAddresses({}, behind, { deployments })).findings).toEqual([]);
  const beside = [serviceRow({ spec: { selector: { app: 'other' } } })];
  expect((await judgeAddresses({}, beside, { deployments })).findings).toHaveLength(1);
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
  ['a port without the host', { DB_PORT: '8081', WEB: 'web' }],
  ['a port that is no number', { DB_HOST: 'web', DB_PORT: 'http' }],
  ['what it listens on', { HOST: 'web', PORT: '8081' }],
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

it('is skipped without an address to compare: a snapshot has no values of variables, and nothing was verified', async () => {
  const statusOf = async (env: Record<string, string>) => {
    const none = { statefulSets: [], daemonSets: [], cronJobs: [] };
    const views = { services: [serviceRow()], deployments: [deployment('front', env)], ...none };
    return (await runCheck(check, { views, params: {} })).status;
  };
  expect(await statusOf({ DB_URL: 'http://web:80' })).toBe('ok');
  expect(await statusOf({ DB_URL: 'REDACTED' })).toBe('skipped');
});
