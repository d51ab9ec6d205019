import { expect, it } from 'vitest';
import check from '../../../checks/network/service-ports.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { serviceRow } from './services.ts';

const serviceTo = (targetPort: number | string, protocol = 'TCP') =>
  serviceRow({ spec: { ports: [{ name: 'http', port: 80, targetPort, protocol }] } });
const declaringContainer = buildContainer({ spec: { ports: [{ name: 'web', containerPort: 8080 }] } });
const bareContainer = buildContainer({ name: 'proxy' });

it('a name of a port that no container has is a finding', async () => {
  const { findings } = await judgeRows(check, {
    services: [serviceTo('metrics')],
    pods: [buildPod({ containers: [declaringContainer] })],
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'port_mismatch',
      level: 'fault',
      message: 'port http 80 sends to targetPort metrics, which no container has in its 1 pod: they declare 8080 (web)',
      evidence: { pod: 'web-1', port: 80, targetPort: 'metrics', protocol: 'TCP', declared: ['8080 (web)'] },
    }),
  ]);
});

it.each([
  ['name', serviceRow({ spec: { ports: [{ name: 'web', port: 80, targetPort: 9191, protocol: 'TCP' }] } })],
  ['number', serviceRow({ spec: { ports: [{ name: 'any', port: 8080, targetPort: 9191, protocol: 'TCP' }] } })],
])("a number that none of them declares is a warning, when they declare one of the port's %s", async (_, service) => {
  const { findings } = await judgeRows(check, {
    services: [service],
    pods: [buildPod({ containers: [declaringContainer] })],
  });
  expect(findings).toEqual([
    expect.objectContaining({
      level: 'warning',
      message: expect.stringContaining('targetPort 9191, which no container declares'),
    }),
  ]);
});

it('a number is legal where a container says nothing of its ports', async () => {
  expect(
    await judgeRows(check, {
      services: [serviceTo(9191)],
      pods: [buildPod({ containers: [declaringContainer, bareContainer] })],
    }),
  ).toEqual({
    findings: [],
    notes: ['1 target port of Services is not declared by the pods, which is legal: shop/web 9191'],
  });
});

it.each([
  ['of another name and number', [serviceTo(9191)]],
  [
    'beside a port that is declared',
    [
      serviceRow({
        spec: {
          ports: [
            { name: 'web', port: 80, targetPort: 'web', protocol: 'TCP' },
            { name: 'admin', port: 8080, targetPort: 9191, protocol: 'TCP' },
          ],
        },
      }),
    ],
  ],
  [
    'whose namesake another Service sends to',
    [
      serviceRow({ spec: { ports: [{ name: 'web', port: 80, targetPort: 9191, protocol: 'TCP' }] } }),
      serviceRow({ name: 'front', spec: { ports: [{ name: 'web', port: 80, targetPort: 8080, protocol: 'TCP' }] } }),
    ],
  ],
])('a number that is only undeclared is noted, not judged: %s', async (_, services) => {
  const { findings, notes } = await judgeRows(check, {
    services,
    pods: [buildPod({ containers: [declaringContainer] })],
  });
  expect(findings).toEqual([]);
  expect(notes).toHaveLength(1);
});

const probedContainer = buildContainer({
  spec: { ...declaringContainer.spec, readinessProbe: { httpGet: { port: 9191, path: '/' } } },
});
it.each([
  ['nothing', [], []],
  ['a number that is declared', [serviceTo(8080)], [buildPod({ containers: [declaringContainer] })]],
  [
    'a name that one of them has, during a rollout',
    [serviceTo('web')],
    [buildPod({ containers: [declaringContainer] }), buildPod({ name: 'old' })],
  ],
  ['a number that a probe asks', [serviceTo(9191)], [buildPod({ containers: [probedContainer] })]],
  ['no pods', [serviceTo('metrics')], []],
  ['other pods', [serviceTo('metrics')], [buildPod({ labels: { app: 'other' } })]],
])('service-ports is healthy: %s', async (_, services, pods) =>
  expect((await judgeRows(check, { services, pods })).findings).toEqual([]),
);

it('another protocol is another port', async () => {
  expect(
    (
      await judgeRows(check, {
        services: [serviceTo('web', 'UDP')],
        pods: [buildPod({ containers: [declaringContainer] })],
      })
    ).findings,
  ).toHaveLength(1);
});
