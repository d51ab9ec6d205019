import { describe, expect, it } from 'vitest';
import check from '../../../../checks/pods/image-pulls.ts';
import { buildContainer, buildPod, waitingState } from '../../../support/build-pods.ts';
import { judgeRows } from '../../../support/judge-rows.ts';

interface PullParts {
  readonly age?: string;
  readonly image?: string;
  readonly node?: string;
}

const podOf = (owner: string, message: string, parts: PullParts = {}) => {
  const { age = '10m', image = 'registry.acme.test/shop/web:1', node = 'node-1' } = parts;
  return buildPod({
    ...{ phase: 'Pending', name: `${owner}-1`, owner: `Deployment/${owner}`, age },
    spec: { nodeName: node },
    containers: [buildContainer({ state: waitingState('ImagePullBackOff', message), spec: { image } })],
  });
};

const causesOf = async (...pods: readonly ReturnType<typeof podOf>[]) =>
  (await judgeRows(check, { pods })).findings.map(({ object, because }) => [object?.name, because?.[0]?.name]);

describe('one image in several workloads', () => {
  it('is one story: that of the oldest pod, from which the others follow', async () => {
    const pods = [podOf('web', 'not found'), podOf('api', 'not found', { age: '11m' }), podOf('cron', 'not found')];
    const { findings } = await judgeRows(check, { pods });
    expect(findings.map(({ object, because }) => [object?.name, because])).toEqual([
      ['web', [{ kind: 'Pod', namespace: 'shop', name: 'api-1', container: 'web' }]],
      ['api', undefined],
      ['cron', [{ kind: 'Pod', namespace: 'shop', name: 'api-1', container: 'web' }]],
    ]);
    expect(findings[1]?.message).toMatch(/; the same in 2 more workloads$/);
    expect(findings[1]?.evidence?.alsoIn).toEqual(['Deployment shop/web', 'Deployment shop/cron']);
  });

  it('is none where the causes differ', async () => {
    expect(await causesOf(podOf('web', 'not found'), podOf('api', 'unauthorized'))).toEqual([
      ['web', undefined],
      ['api', undefined],
    ]);
  });

  it('has one cause where one of them waits for its next try and tells none', async () => {
    const waits = podOf('web', 'Back-off pulling image "registry.acme.test/shop/web:1"');
    const { findings } = await judgeRows(check, { pods: [waits, podOf('api', 'unauthorized', { age: '11m' })] });
    expect(findings.map(({ evidence }) => evidence?.cause)).toEqual(['unauthorised', 'unauthorised']);
    expect(findings[0]?.because).toEqual([{ kind: 'Pod', namespace: 'shop', name: 'api-1', container: 'web' }]);
  });
});

describe('several images', () => {
  const [first, second, other] = ['registry.acme.test/a:1', 'registry.acme.test/b:2', 'other.acme.test/c:3'];

  it('of one registry that does not answer are one story', async () => {
    const words = 'dial tcp 10.2.3.4:443: i/o timeout';
    const pods = [podOf('a', words, { image: first }), podOf('b', words, { image: second })];
    expect(await causesOf(...pods, podOf('c', words, { image: other }))).toEqual([
      ['a', undefined],
      ['b', 'a-1'],
      ['c', undefined],
    ]);
  });

  it('that one registry does not have are as many', async () => {
    const pods = [podOf('a', 'manifest unknown', { image: first }), podOf('b', 'manifest unknown', { image: second })];
    expect(await causesOf(...pods)).toEqual([
      ['a', undefined],
      ['b', undefined],
    ]);
  });

  it('that find no room on the disk of one node are one story, which that of the node explains', async () => {
    const words = 'write /var/lib/containerd/x: no space left on device';
    const pods = [podOf('a', words, { image: first }), podOf('b', words, { image: other })];
    expect(await causesOf(...pods, podOf('c', words, { image: first, node: 'node-2' }))).toEqual([
      ['a', 'node-1'],
      ['b', 'a-1'],
      ['c', 'node-2'],
    ]);
  });
});
