import { expect, it } from 'vitest';
import check from '../../../checks/images/image-drift.ts';
import { buildContainer, buildNode, buildPod } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const MOVED_IMAGE = 'registry.acme.test/shop/web:stable';
const digestOfLetter = (letter: string) => `sha256:${letter.repeat(64)}`;

const podRunning = (
  name: string,
  letter: string,
  of: Parameters<typeof buildPod>[0] & { imageID?: string; image?: string } = {},
) => {
  const { image = MOVED_IMAGE, imageID = `registry.acme.test/shop/web@${digestOfLetter(letter)}`, ...rest } = of;
  return buildPod({ name, containers: [buildContainer({ spec: { image }, status: { imageID } })], ...rest });
};

it('two digests of one tag in one revision are a finding', async () => {
  const { findings } = await judgeRows(check, {
    pods: [podRunning('web-1', 'a'), podRunning('web-2', 'b'), podRunning('web-3', 'b')],
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'image_drift',
      message: `image drift: container web of one revision runs 2 different digests of ${MOVED_IMAGE}: 1 on sha256:aaaaaaaaaaaa, 2 on sha256:bbbbbbbbbbbb (3 pods)`,
      object: { kind: 'Deployment', namespace: 'shop', name: 'web', container: 'web' },
      evidence: expect.objectContaining({
        digests: { [digestOfLetter('a')]: ['web-1'], [digestOfLetter('b')]: ['web-2', 'web-3'] },
      }),
    }),
  ]);
});

it('pods of a StatefulSet are compared within their revision', async () => {
  const of = (revision: string) => ({ owner: 'StatefulSet/db', labels: { 'controller-revision-hash': revision } });
  expect(
    (await judgeRows(check, { pods: [podRunning('db-0', 'a', of('x')), podRunning('db-1', 'b', of('y'))] })).findings,
  ).toEqual([]);
  expect(
    (await judgeRows(check, { pods: [podRunning('db-0', 'a', of('x')), podRunning('db-1', 'b', of('x'))] })).findings,
  ).toHaveLength(1);
});

const nodeOfArchitecture = (name: string, architecture: string) =>
  buildNode({ name, status: { nodeInfo: { architecture } as never } });

it.each([
  ['nothing', []],
  ['one digest', [podRunning('web-1', 'a'), podRunning('web-2', 'a')]],
  ['a rollout of the same tag', [podRunning('web-1', 'a'), podRunning('web-2', 'b', { owner: 'ReplicaSet/web-2nd' })]],
  [
    'a reference by digest',
    [
      podRunning('web-1', 'a', { image: `${MOVED_IMAGE}@${digestOfLetter('a')}` }),
      podRunning('web-2', 'b', { image: `${MOVED_IMAGE}@${digestOfLetter('a')}` }),
    ],
  ],
  ['an image that is not pulled yet', [podRunning('web-1', 'a'), podRunning('web-2', 'b', { imageID: '' })]],
  [
    'content that is reported under another name',
    [podRunning('web-1', 'a'), podRunning('web-2', 'b', { imageID: `other.test/base@${digestOfLetter('b')}` })],
  ],
  [
    'an image that one node was given without a registry',
    [podRunning('web-1', 'a'), podRunning('web-2', 'b', { imageID: digestOfLetter('b') })],
  ],
  ['pods of Jobs', [podRunning('a', 'a', { owner: 'Job/a' }), podRunning('b', 'b', { owner: 'Job/a' })]],
])('image-drift is healthy: %s', async (_, pods) => expect((await judgeRows(check, { pods })).findings).toEqual([]));

it('variants for two architectures are no drift', async () => {
  const pods = [podRunning('web-1', 'a', { node: 'amd' }), podRunning('web-2', 'b', { node: 'arm' })];
  const judged = async (...nodes: ReturnType<typeof buildNode>[]) =>
    (await judgeRows(check, { pods, nodes })).findings.length;
  expect(await judged(nodeOfArchitecture('amd', 'amd64'), nodeOfArchitecture('arm', 'arm64'))).toBe(0);
  expect(await judged(nodeOfArchitecture('amd', 'amd64'), nodeOfArchitecture('arm', 'amd64'))).toBe(1);
});
