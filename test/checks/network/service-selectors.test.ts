import { expect, it } from 'vitest';
import check from '../../../checks/network/service-selectors.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { serviceRow } from './services.ts';

const container = (image: string, ...ports: number[]) =>
  buildContainer({ spec: { image, ports: ports.map((containerPort) => ({ containerPort })) } });
const podOf = (owner: string | null, image: string, ...ports: number[]) =>
  buildPod({ name: `${owner}-1`.replace('/', '-').toLowerCase(), owner, containers: [container(image, ...ports)] });
const web = podOf('Deployment/web', 'shop/web:1', 8080);
const judgeSelectors = (pods: readonly ReturnType<typeof buildPod>[], services = [serviceRow()]) =>
  judgeRows(check, { services, pods });

it('a workload that lacks the port and is selected too is a warning', async () => {
  const { findings } = await judgeSelectors([web, podOf('Deployment/worker', 'shop/worker:1', 9090)]);
  expect(findings).toMatchObject([
    {
      level: 'warning',
      message:
        'its selector takes in 1 pod of Deployment worker, which do not declare targetPort 8080 of port 80, as its other pods do',
      object: { kind: 'Service', name: 'web' },
    },
  ]);
});

const named = serviceRow({ spec: { ports: [{ port: 80, targetPort: 'http', protocol: 'TCP' }] } });
const headless = serviceRow({ spec: { clusterIP: 'None' } });
const worker = podOf('Deployment/worker', 'shop/worker:1');
it.each([
  ['nothing', [], undefined],
  ['one workload', [web], undefined],
  ['a canary that declares it', [web, podOf('Deployment/canary', 'shop/canary:2', 8080)], undefined],
  ['a canary of the same image that declares nothing', [web, podOf('Deployment/canary', 'shop/web:2')], undefined],
  ['nobody declares it', [podOf('Deployment/web', 'shop/web:1'), worker], undefined],
  ['a Job', [web, podOf('Job/migrate', 'shop/migrate:1')], undefined],
  ['a bare pod', [web, podOf(null, 'shop/debug:1')], undefined],
  ['a port by name, which leaves the others out', [web, worker], [named]],
  ['a headless Service', [web, worker], [headless]],
])('healthy: %s', async (_, pods, services) => expect((await judgeSelectors(pods, services)).findings).toEqual([]));
