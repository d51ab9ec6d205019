import { expect, it } from 'vitest';
import check from '../../../checks/network/service-ports.ts';
import { container, pod } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';
import { service } from './services.ts';

const to = (targetPort: number | string, protocol = 'TCP') =>
  service({ spec: { ports: [{ name: 'http', port: 80, targetPort, protocol }] } });
const open = container({ spec: { ports: [{ name: 'web', containerPort: 8080 }] } });
const closed = container({ name: 'proxy' });

it('a name of a port that no container has is a finding', async () => {
  const { findings } = await judge(check, { services: [to('metrics')], pods: [pod({ containers: [open] })] });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'port_mismatch',
      level: 'fault',
      message: 'port http 80 sends to targetPort metrics, which no container has in its 1 pod: they declare 8080 (web)',
      evidence: { pod: 'web-1', port: 80, targetPort: 'metrics', protocol: 'TCP', declared: ['8080 (web)'] },
    }),
  ]);
});

it('a number that none of them declares, though each declares some, is a warning', async () => {
  const { findings } = await judge(check, { services: [to(9191)], pods: [pod({ containers: [open] })] });
  expect(findings).toEqual([
    expect.objectContaining({
      level: 'warning',
      message: expect.stringContaining('targetPort 9191, which no container declares'),
    }),
  ]);
});

it('a number is legal where a container says nothing of its ports', async () => {
  expect(await judge(check, { services: [to(9191)], pods: [pod({ containers: [open, closed] })] })).toEqual({
    findings: [],
    notes: ['1 port of Services is not declared by the pods, which is legal'],
  });
});

const probed = container({ spec: { ...open.spec, readinessProbe: { httpGet: { port: 9191, path: '/' } } } });
it.each([
  ['nothing', [], []],
  ['a number that is declared', [to(8080)], [pod({ containers: [open] })]],
  ['a name that one of them has, during a rollout', [to('web')], [pod({ containers: [open] }), pod({ name: 'old' })]],
  ['a number that a probe asks', [to(9191)], [pod({ containers: [probed] })]],
  ['no pods', [to('metrics')], []],
  ['other pods', [to('metrics')], [pod({ labels: { app: 'other' } })]],
])('service-ports is healthy: %s', async (_, services, pods) =>
  expect((await judge(check, { services, pods })).findings).toEqual([]),
);

it('another protocol is another port', async () => {
  expect(
    (await judge(check, { services: [to('web', 'UDP')], pods: [pod({ containers: [open] })] })).findings,
  ).toHaveLength(1);
});
