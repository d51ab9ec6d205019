import { expect, it } from 'vitest';
import check from '../../../checks/network/endpoint-slices.ts';
import serviceEndpoints from '../../../checks/network/service-endpoints.ts';
import { buildContainer, buildPod, timestampAgo } from '../../support/build-pods.ts';
import { buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { endpointSliceRow, serviceRow } from './services.ts';

const pods = [buildPod({ status: { podIP: '10.9.0.1' } }), buildPod({ name: 'web-2' })];
const listed = endpointSliceRow(pods);
const sliceRow = (endpoints: readonly object[], parts: { age?: string; labels?: object; service?: string } = {}) =>
  buildRow('endpointSlices', {
    ...{ name: 'web-old', age: parts.age ?? '30d' },
    labels: { 'kubernetes.io/service-name': parts.service ?? 'web', ...parts.labels },
    more: { endpoints },
  });
const MIRRORED = { 'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io' };
const bare = (address: string) => ({ addresses: [address], conditions: { ready: true } });
const ofPod = (name: string, conditions: object = { ready: true }, namespace = 'shop') => ({
  addresses: ['10.9.7.7'],
  conditions,
  targetRef: { kind: 'Pod', name, namespace },
});
const unready = buildPod({ containers: [buildContainer({ ready: false })] });

it('endpoints of a pod that is gone are named, and the pod', async () => {
  const sources = { services: [serviceRow()], endpointSlices: [listed, sliceRow([ofPod('web-gone')])], pods };
  expect((await judgeRows(check, sources)).findings).toEqual([
    expect.objectContaining({
      reason: 'endpoints_stale',
      level: 'warning',
      message: '1 endpoint of it counts as ready and leads to no pod: web-gone (EndpointSlice web-old)',
      object: { kind: 'Service', namespace: 'shop', name: 'web' },
    }),
  ]);
});

it('a slice that was mirrored before the Service had a selector leads to no pod', async () => {
  const endpointSlices = [listed, sliceRow([bare('10.9.7.1'), bare('10.9.7.2')], { labels: MIRRORED })];
  const { findings } = await judgeRows(check, { services: [serviceRow()], endpointSlices, pods });
  expect(findings[0]?.message).toBe(
    '2 endpoints of it count as ready and lead to no pod: 10.9.7.1, 10.9.7.2 (EndpointSlice web-old, mirrored 30d ago)',
  );
});

it('a Service without a selector all of whose endpoints lead to pods that are gone is a fault', async () => {
  const services = [serviceRow({ name: 'db', spec: { selector: {} } })];
  const endpointSlices = [sliceRow([ofPod('db-0')], { service: 'db' })];
  expect((await judgeRows(check, { services, endpointSlices, pods })).findings).toMatchObject([{ level: 'fault' }]);
  const parked = buildRow('statefulSets', {
    name: 'db',
    spec: { replicas: 0, template: { spec: { containers: [] } } },
  });
  const sources = { services, endpointSlices, pods, statefulSets: [parked] };
  expect((await judgeRows(check, sources)).findings).toEqual([]);
});

it('a dead endpoint that counts as ready does not hide that nobody is ready', async () => {
  const endpointSlices = [endpointSliceRow([unready]), sliceRow([bare('10.9.7.1')], { labels: MIRRORED })];
  const { findings } = await judgeRows(serviceEndpoints, { services: [serviceRow()], endpointSlices, pods: [unready] });
  expect(findings).toMatchObject([{ reason: 'no_endpoints', evidence: { why: 'unready' } }]);
});

it('a pod that is ready and not listed is named', async () => {
  const { findings } = await judgeRows(check, {
    services: [serviceRow()],
    endpointSlices: [endpointSliceRow(pods.slice(0, 1))],
    pods,
  });
  expect(findings).toMatchObject([
    { level: 'warning', message: '1 pod is ready and not among its endpoints: web-2', evidence: { pod: 'web-2' } },
  ]);
});

const young = buildPod({ name: 'web-3', age: '5m' });
const leaving = buildPod({ name: 'web-3', metadata: { deletionTimestamp: timestampAgo('1s') } });
const gone = sliceRow([ofPod('web-gone')]);
it.each([
  ['all listed', [listed], pods],
  ['no pods to compare with', [gone], []],
  ['a new pod in its place', [listed, gone], [...pods, young]],
  ['a pod that is leaving', [listed, gone], [...pods, leaving]],
  ['a slice that changed just now', [listed, sliceRow([ofPod('web-gone')], { age: '5m' })], pods],
  ['an endpoint that is not ready', [listed, sliceRow([ofPod('web-gone', { ready: false })])], pods],
  ['an address outside, beside the pods', [listed, sliceRow([bare('192.0.2.7')])], pods],
  ['a pod of another namespace', [listed, sliceRow([ofPod('elsewhere', { ready: true }, 'other')])], pods],
  [
    'a pod of another cluster',
    [listed, sliceRow([ofPod('web-far')], { labels: { 'multicluster.kubernetes.io/source-cluster': 'b' } })],
    pods,
  ],
  ['a mirrored address of a pod', [listed, sliceRow([bare('10.9.0.1')], { labels: MIRRORED })], pods],
  ['endpoints that name no pods', [sliceRow([bare('192.0.2.7')])], pods],
])('healthy: %s', async (_, endpointSlices, around) =>
  expect((await judgeRows(check, { services: [serviceRow()], endpointSlices, pods: around })).findings).toEqual([]),
);

it('healthy: a pod that has been ready for the grace time', async () => {
  const about = async (age: string) =>
    judgeRows(check, {
      services: [serviceRow()],
      endpointSlices: [endpointSliceRow(pods.slice(0, 1))],
      pods: [...pods.slice(0, 1), buildPod({ name: 'web-2', age })],
    });
  expect((await about('5m')).findings).toEqual([]);
  expect((await about('301s')).findings).toHaveLength(1);
});
