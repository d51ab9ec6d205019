import { expect, it } from 'vitest';
import check from '../../../checks/hygiene/missing-probes.ts';
import { projectService } from '../../../src/kubernetes/views/services.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const readinessProbe = { tcpSocket: { port: 80 } };
const serviceTargeting = (selector: Record<string, string>, namespace = 'shop') =>
  projectService({ metadata: { name: 'web', namespace }, spec: { selector, ports: [{ port: 80 }] } });
const webService = serviceTargeting({ app: 'web' });
const probedPod = buildPod({
  containers: [buildContainer({ spec: { readinessProbe } }), buildContainer({ name: 'mesh' })],
});

it('a pod that a Service targets wants a readiness probe', async () => {
  const { findings } = await judgeRows(check, {
    pods: [buildPod(), buildPod({ name: 'web-2' })],
    services: [webService],
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'missing_probe',
      level: 'warning',
      message: 'no container has a readiness probe (2 pods)',
      object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
    }),
  ]);
});

it('a liveness probe is asked for only when that is wanted', async () => {
  const { findings } = await judgeRows(check, { pods: [probedPod], services: [webService] }, { liveness: true });
  expect(findings.map(({ message }) => message)).toEqual(['no container has a liveness probe']);
});

it.each([
  ['nothing', [], []],
  ['a container with a probe, and one beside it', [probedPod], [webService]],
  ['a pod that no Service targets', [buildPod()], [serviceTargeting({ app: 'other' })]],
  ['a Service of another namespace', [buildPod()], [serviceTargeting({ app: 'web' }, 'other')]],
  ['a Service without a selector', [buildPod()], [serviceTargeting({})]],
  ['a pod of a Job', [buildPod({ owner: 'Job/import' })], [webService]],
])('missing-probes is healthy: %s', async (_, pods, services) => {
  expect((await judgeRows(check, { pods, services })).findings).toEqual([]);
});
