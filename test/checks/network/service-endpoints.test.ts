import { expect, it } from 'vitest';
import check from '../../../checks/network/service-endpoints.ts';
import servicePorts from '../../../checks/network/service-ports.ts';
import { linkCauses } from '../../../src/findings/link-causes.ts';
import { reportFindings } from '../../../src/run/attempt/report-findings.ts';
import { registrationOf } from '../../run/sample-plans.ts';
import { buildContainer, buildPod, timestampAgo } from '../../support/build-pods.ts';
import { buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { makeResult } from '../../support/sample-report.ts';
import { endpointSliceRow, selectedDeployment, serviceRow } from './services.ts';

const unreadyBackend = (name: string, age = '6m') =>
  buildPod({ name, age, containers: [buildContainer({ ready: false })] });
const OWNER_REF = { kind: 'Deployment', namespace: 'shop', name: 'web' };

it('pods that match and are not ready explain a Service without endpoints', async () => {
  const pods = [unreadyBackend('web-1', '10m'), unreadyBackend('web-2')];
  const { findings } = await judgeRows(check, {
    services: [serviceRow()],
    endpointSlices: [endpointSliceRow(pods)],
    pods,
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'no_endpoints',
      message: 'no ready endpoints: 2 pods match its selector, none of them is ready, for 6m',
      object: { kind: 'Service', namespace: 'shop', name: 'web' },
      evidence: { pod: 'web-1', why: 'unready', selector: { app: 'web' } },
      because: [...pods.map(({ ref }) => ref), OWNER_REF, OWNER_REF],
    }),
  ]);
});

it.each([
  ['tier=back', { app: 'web', tier: 'back' }, 'no pod has tier=back, 1 pod has app=web'],
  ['both', { app: 'shop', tier: 'back' }, 'no pod has app=shop,tier=back'],
  ['the only one, by what pods have', { app: 'shop' }, 'no pod matches its selector app=shop: pods here have app=web'],
  [
    'one that no pod carries',
    { role: 'shop' },
    'no pod matches its selector role=shop: no pod here has the label role',
  ],
])('the label that no pod has is named: %s', async (_, selector, text) => {
  const services = [serviceRow({ spec: { selector } })];
  const { findings } = await judgeRows(check, {
    services,
    endpointSlices: [endpointSliceRow([])],
    pods: [buildPod()],
    deployments: [],
  });
  expect(findings[0]).toMatchObject({ evidence: { why: 'no_pod' }, because: [] });
  expect(findings[0]?.message).toContain(text);
});

it('a workload that should have made pods explains a Service without endpoints', async () => {
  const sources = { services: [serviceRow()], endpointSlices: [], pods: [], deployments: [selectedDeployment(2)] };
  const { findings } = await judgeRows(check, sources);
  expect(findings[0]).toMatchObject({
    message: 'no ready endpoints: no pod matches its selector app=web: Deployment web should have made one',
    because: [OWNER_REF],
  });
});

it('a Service is judged also when its pods could not be read', async () => {
  const { findings } = await judgeRows(check, { services: [serviceRow()], endpointSlices: [endpointSliceRow([])] });
  expect(findings[0]?.message).toBe('no ready endpoints: no endpoint for its selector app=web');
});

it.each([
  ['5m', 0],
  ['301s', 1],
])('a Service without endpoints for %s gives %i findings', async (since, count) => {
  const pods = [unreadyBackend('web-1', '1h'), unreadyBackend('web-2', since)];
  expect(
    (await judgeRows(check, { services: [serviceRow()], endpointSlices: [endpointSliceRow(pods)], pods })).findings,
  ).toHaveLength(count);
});

it('a Service most of whose endpoints are not ready is a finding', async () => {
  const pods = [buildPod(), unreadyBackend('web-2'), unreadyBackend('web-3')];
  const { findings } = await judgeRows(check, {
    services: [serviceRow()],
    endpointSlices: [endpointSliceRow(pods)],
    pods,
  });
  expect(findings).toEqual([
    expect.objectContaining({ reason: 'few_endpoints', level: 'warning', message: '2 of 3 endpoints are not ready' }),
  ]);
});

it('endpoints are counted over all slices', async () => {
  const pods = [unreadyBackend('web-1'), buildPod({ name: 'web-2' })];
  const endpointSlices = [
    endpointSliceRow([]),
    endpointSliceRow(pods.slice(0, 1), { name: 'b' }),
    endpointSliceRow(pods.slice(1), { name: 'c' }),
  ];
  expect((await judgeRows(check, { services: [serviceRow()], endpointSlices, pods })).findings).toEqual([]);
});

const leavingBackend = buildPod({
  metadata: { deletionTimestamp: timestampAgo('10s') },
  containers: [buildContainer({ ready: false })],
});
it.each([
  ['nothing', [], []],
  ['ready endpoints', [serviceRow()], [buildPod()]],
  ['an external name', [serviceRow({ spec: { type: 'ExternalName', externalName: 'acme.test' } })], []],
  ['no selector', [serviceRow({ spec: { selector: {} } })], []],
  ['a new one', [serviceRow({ age: '1m' })], []],
  ['pods that are replaced', [serviceRow()], [leavingBackend]],
])('service-endpoints is healthy: %s', async (_, services, pods) =>
  expect((await judgeRows(check, { services, pods, endpointSlices: [endpointSliceRow(pods)] })).findings).toEqual([]),
);

it('a workload that is parked at zero is noted, and names nobody', async () => {
  const sources = {
    services: [serviceRow()],
    endpointSlices: [endpointSliceRow([])],
    pods: [],
    deployments: [selectedDeployment(0)],
  };
  expect(await judgeRows(check, sources)).toEqual({
    findings: [],
    notes: ['1 Service has no endpoints: what is behind is scaled to zero, or does not run now'],
  });
});

it.each([
  ['Rollout/web', 0, []],
  ['Rollout/web', 2, ['no_pod']],
  ['Deployment/web', 0, ['no_pod']],
])('behind a ReplicaSet of %s with %i replicas and without pods: %j', async (owner, replicas, whys) => {
  const set = buildRow('replicaSets', { name: 'web-77', owner, labels: { app: 'web' }, spec: { replicas } });
  const { findings } = await judgeRows(check, {
    ...{ services: [serviceRow()], endpointSlices: [endpointSliceRow([])], pods: [], replicaSets: [set] },
  });
  expect(findings.map(({ evidence }) => evidence?.why)).toEqual(whys);
});

it.each([
  ['waits for its time', [], 0],
  ['is to run, and its pods are not there', [{ name: 'web-29551650' }], 1],
])('a Service of a CronJob that %s: active %j gives %i findings', async (_, active, count) => {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [] } };
  const spec = { schedule: '0 3 * * *', jobTemplate: { spec: { template } } };
  const cronJobs = [buildRow('cronJobs', { name: 'report', spec, status: { active } })];
  const sources = { services: [serviceRow()], endpointSlices: [endpointSliceRow([])], pods: [], cronJobs };
  expect((await judgeRows(check, sources)).findings).toHaveLength(count);
});

const memberOf = (cluster: string, name: string, labels: Record<string, string>, owner = `StatefulSet/${cluster}`) =>
  buildPod({ name, owner, labels: { app: 'db', cluster, ...labels } });
const databaseSet = (cluster: string, labels: object = {}) =>
  buildRow('statefulSets', {
    name: cluster,
    spec: { template: { metadata: { labels: { app: 'db', cluster, ...labels } }, spec: { containers: [] } } },
  });
const roleService = (cluster: string, role: string) =>
  serviceRow({ name: `${cluster}-ro`, spec: { selector: { app: 'db', cluster, role } } });
const other = [memberOf('big', 'big-0', { role: 'primary' }), memberOf('big', 'big-1', { role: 'replica' })];
const judgeRoles = (service: ReturnType<typeof serviceRow>, pods: readonly ReturnType<typeof buildPod>[], more = {}) =>
  judgeRows(check, {
    ...{ services: [service], endpointSlices: [], pods: [...other, ...pods] },
    ...{ statefulSets: [databaseSet('big'), databaseSet('one')], ...more },
  });

it.each([
  ['of a StatefulSet', 'StatefulSet/one'],
  ['of an operator', 'Cluster/one'],
])('the role that the only instance has not is vacant on purpose: %s', async (_, owner) => {
  const single = memberOf('one', 'one-0', { role: 'primary' }, owner);
  expect(await judgeRoles(roleService('one', 'replica'), [single])).toEqual({
    findings: [],
    notes: ['1 Service has no endpoints, the only pod has another role: shop/one-ro'],
  });
});

it.each([
  ['that one pod has to have', 'primary', [memberOf('one', 'one-0', { role: 'replica' })], {}],
  [
    'that no pod of two has',
    'replica',
    [memberOf('one', 'one-0', { role: 'primary' }), memberOf('one', 'one-1', { role: 'primary' })],
    {},
  ],
  [
    'that the template gives',
    'replica',
    [memberOf('one', 'one-0', { role: 'primary' })],
    { statefulSets: [databaseSet('one', { role: 'primary' })] },
  ],
])('a role is missed %s', async (_, role, pods, more) => {
  expect((await judgeRoles(roleService('one', role), pods, more)).findings).toMatchObject([{ reason: 'no_endpoints' }]);
});

it('another application of an operator is no vacant role', async () => {
  const pods = [memberOf('two', 'two-0', { role: 'replica' }, 'Cluster/two')];
  const sources = { services: [roleService('tow', 'replica')], endpointSlices: [], pods, statefulSets: [] };
  expect((await judgeRows(check, sources)).findings).toHaveLength(1);
});

it('the pod without the label of a role is named', async () => {
  const pods = [memberOf('one', 'one-0', { role: 'primary' }), memberOf('one', 'one-1', {})];
  const { findings } = await judgeRoles(roleService('one', 'replica'), pods);
  expect(findings[0]?.message).toBe(
    'no ready endpoints: no pod matches its selector app=db,cluster=one,role=replica: 2 pods have app=db,cluster=one, none of them role=replica; one-1 without role',
  );
});

const headless = (selector: object = { component: 'scheduler' }) =>
  serviceRow({ name: 'scheduler', spec: { clusterIP: 'None', selector } });
const sliceOf = (name: string, changed: string) =>
  endpointSliceRow([], {
    labels: { 'kubernetes.io/service-name': name },
    annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': timestampAgo(changed) },
  });
it('a headless Service whose labels no pod ever had is noted', async () => {
  const sources = { services: [headless()], endpointSlices: [sliceOf('scheduler', '1h')], pods: [buildPod()] };
  expect(await judgeRows(check, sources)).toEqual({
    findings: [],
    notes: ['1 Service has no endpoints, no pod ever had its labels: shop/scheduler'],
  });
});

const governed = buildRow('statefulSets', {
  spec: { serviceName: 'scheduler', template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } } },
});
it.each([
  ['it had endpoints', headless(), 'scheduler', '50m', []],
  ['a pod has a label like it', headless({ app: 'webb' }), 'scheduler', '1h', []],
  ['a pod has one of its labels', headless({ app: 'web', tier: 'x' }), 'scheduler', '1h', []],
  ['a StatefulSet needs it', headless(), 'scheduler', '1h', [governed]],
  ['it is not headless', serviceRow({ spec: { selector: { component: 'x' } } }), 'web', '1h', []],
])('a Service that no pod matches is a finding: %s', async (_, service, name, changed, statefulSets) => {
  const sources = { services: [service], endpointSlices: [sliceOf(name, changed)], pods: [buildPod()], statefulSets };
  expect((await judgeRows(check, sources)).findings).toHaveLength(1);
});

it.each([
  ['Succeeded', 'Never', 0],
  ['Failed', 'Never', 0],
  ['Failed', 'Always', 1],
])('the Service of a pod that is %s, with restartPolicy %s, gives %i findings', async (phase, restartPolicy, count) => {
  const driver = buildPod({ owner: null, phase, spec: { restartPolicy } });
  const sources = { services: [serviceRow()], endpointSlices: [], pods: [driver] };
  expect((await judgeRows(check, sources)).findings).toHaveLength(count);
});

it('the Service of a run whose pods are gone is healthy', async () => {
  const services = [serviceRow({ owner: 'TrainingJob/web' })];
  expect((await judgeRows(check, { services, endpointSlices: [], pods: [] })).findings).toEqual([]);
});

it('a port of a name that no container has is the root of what it leaves without endpoints', async () => {
  const named = serviceRow({ spec: { ports: [{ name: 'http', port: 80, targetPort: 'metrics', protocol: 'TCP' }] } });
  const sources = { services: [named], endpointSlices: [endpointSliceRow([])], pods: [buildPod({ age: '1h' })] };
  const judged = await Promise.all([judgeRows(check, sources), judgeRows(servicePorts, sources)]);
  const results = judged.map(({ findings }) =>
    makeResult({ findings: [...reportFindings(findings, registrationOf('any'))] }),
  );
  const linked = linkCauses(results).flatMap(({ findings }) => findings);
  expect(linked).toMatchObject([
    { reason: 'no_endpoints', causedBy: linked[1]?.fingerprint },
    { reason: 'port_mismatch' },
  ]);
  expect(linked[1]?.causedBy).toBeUndefined();
});
