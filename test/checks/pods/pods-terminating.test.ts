import { expect, it } from 'vitest';
import check from '../../../checks/pods/pods-terminating.ts';
import { buildNode, buildPod, timestampAgo } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const deletedPod = (when: string, finalizers: string[] = []) =>
  buildPod({
    owner: null,
    metadata: { name: 'legacy', namespace: 'shop', deletionTimestamp: timestampAgo(when), finalizers },
  });

it('the finalizers that hold a pod are named', async () => {
  const { findings } = await judgeRows(check, {
    pods: [deletedPod('17m', ['example.com/never'])],
    nodes: [buildNode()],
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'stuck_terminating',
      message:
        'Terminating for 17m past its grace period; its finalizers hold it: example.com/never; its node node-1 is Ready',
      object: { kind: 'Pod', namespace: 'shop', name: 'legacy' },
      because: [],
    }),
  ]);
});

it.each([
  [
    'NotReady (NodeStatusUnknown)',
    [buildNode({ conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' }] })],
  ],
  ['gone', []],
  ['not looked at', undefined],
])('the node of a pod without finalizers is the suspect: %s', async (state, nodes) => {
  const { findings } = await judgeRows(check, { pods: [deletedPod('17m')], ...(nodes && { nodes }) });
  expect(findings[0]).toMatchObject({
    message: `Terminating for 17m past its grace period; no finalizer holds it; its node node-1 is ${state}`,
    because: [{ kind: 'Node', name: 'node-1' }],
  });
});

it.each([
  ['10m', 0],
  ['601s', 1],
])('a pod that was deleted %s ago gives %i findings', async (when, count) => {
  expect((await judgeRows(check, { pods: [deletedPod(when)] })).findings).toHaveLength(count);
});

it.each([
  ['nothing', []],
  ['a pod that runs', [buildPod()]],
  [
    'a drain: still inside its grace period',
    [buildPod({ metadata: { name: 'x', deletionTimestamp: '2026-11-21T12:00:30Z' } })],
  ],
])('pods-terminating is healthy: %s', async (_, pods) =>
  expect((await judgeRows(check, { pods })).findings).toEqual([]),
);
