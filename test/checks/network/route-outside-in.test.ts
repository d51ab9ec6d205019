import { describe, expect, it } from 'vitest';
import check from '../../../checks/network/route-outside-in.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { ingressRow } from './ingress-rows.ts';
import { endpointSliceRow, selectedDeployment, serviceRow } from './services.ts';

const ready = () => [buildPod()];
const unready = () => [buildPod({ containers: [buildContainer({ ready: false })] })];

const clusterOf = (pods: ReturnType<typeof ready>, more: object = {}) => ({
  ingresses: [ingressRow()],
  services: [serviceRow()],
  endpointSlices: [endpointSliceRow(pods)],
  pods,
  deployments: [selectedDeployment(1)],
  ...more,
});

const findings = async (rows: object, params: object = { target: 'ingress/shop' }) =>
  (await judgeRows(check, rows, { ...params })).findings;

describe('a route from the outside in', () => {
  it('finds nothing where every link is well', async () => {
    expect(await findings(clusterOf(ready()))).toEqual([]);
  });

  it('is broken at the endpoints that are not ready, and names what stands inside as causes', async () => {
    const [finding, ...others] = await findings(clusterOf(unready()));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      reason: 'route_broken',
      message: expect.stringMatching(/^requests are lost at the endpoints of Service \S+\/web: none ready: 1 pod/),
      object: { kind: 'Ingress', name: 'shop' },
      evidence: { link: 'endpoints' },
    });
    expect(finding?.because?.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['Service', 'Pod']));
    expect(finding?.next?.[0]).toMatch(/^kavmon triage ingress\/shop -n /);
  });

  it.each([
    ['a Service that is not there', { services: [serviceRow({ name: 'other' })] }, 'there is no Service web'],
    [
      'a port that the Service does not have',
      { ingresses: [ingressRow({ backend: { service: { name: 'web', port: { number: 81 } } } })] },
      'it has no port 81: it has port http 80 to 8080',
    ],
    [
      'no endpoints, as nobody has the labels',
      { pods: [], deployments: [], endpointSlices: [endpointSliceRow([])] },
      'no pod matches its selector app=web',
    ],
  ])('is broken at %s', async (_, more, text) => {
    const found = await findings(clusterOf(ready(), more));
    expect(found.map(({ message }) => message)).toEqual([expect.stringContaining(text)]);
  });

  it('warns where the target leads to a workload that is scaled to zero, and only notes it of routes that nobody named', async () => {
    const parked = clusterOf([], { deployments: [selectedDeployment(0)] });
    expect(await findings(parked)).toEqual([expect.objectContaining({ level: 'warning' })]);
    const { findings: none, notes } = await judgeRows(check, parked);
    expect([none, notes]).toEqual([[], [expect.stringContaining('scaled to zero')]]);
  });

  it('cannot tell of a target that is not there, nor of one that several namespaces have', async () => {
    await expect(findings(clusterOf(ready()), { target: 'ingress/web' })).rejects.toThrow('there is no ingress/web');
    const two = [ingressRow(), ingressRow({ namespace: 'other' })];
    await expect(findings(clusterOf(ready(), { ingresses: two }))).rejects.toThrow('is in several namespaces');
  });

  it('does without the workloads where the endpoints decide, and not where one is the target', async () => {
    const { deployments: _, ...rest } = clusterOf(ready());
    expect(await findings(rest)).toEqual([]);
    await expect(findings(rest, { target: 'deployment/web' })).rejects.toThrow('deployments were not read');
  });

  it('refuses a target of a kind that no request passes, and names the nearest', () => {
    expect(() => check.params.parse({ target: 'servic/web' })).toThrow('did you mean \\"service\\"?');
    expect(() => check.params.parse({ target: 'web' })).toThrow('write ingress/web or service/web');
  });
});

describe('healthy twins of a broken route', () => {
  it.each([
    ['an outage that is younger than the grace', clusterOf(unready()), { target: 'ingress/shop', grace: '1000d' }],
    [
      'a Service scaled to zero that no route leads to',
      clusterOf([], { ingresses: [], deployments: [selectedDeployment(0)] }),
      { target: 'service/web' },
    ],
    [
      'an external name',
      clusterOf([], {
        services: [serviceRow({ spec: { type: 'ExternalName', externalName: 'db.example', selector: {}, ports: [] } })],
      }),
      { target: 'ingress/shop' },
    ],
    [
      'a Service without a selector whose endpoints somebody made',
      clusterOf([], {
        services: [serviceRow({ spec: { selector: null } })],
        endpointSlices: [
          buildRow('endpointSlices', {
            name: 'web-1',
            labels: { 'kubernetes.io/service-name': 'web' },
            more: { endpoints: [{ addresses: ['10.0.0.9'], conditions: { ready: true } }] },
          }),
        ],
      }),
      { target: 'ingress/shop' },
    ],
    [
      'a headless Service',
      clusterOf(ready(), { services: [serviceRow({ spec: { clusterIP: 'None' } })] }),
      { target: 'service/web' },
    ],
    [
      'a rollout whose old pod still serves',
      clusterOf([...ready(), buildPod({ name: 'new', containers: [buildContainer({ ready: false })] } as never)]),
      { target: 'ingress/shop' },
    ],
  ])('%s is no finding', async (_, rows, params) => {
    expect(await findings(rows, params)).toEqual([]);
  });
});
