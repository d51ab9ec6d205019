import { describe, expect, it } from 'vitest';
import cordoned from '../../../checks/nodes/node-cordoned.ts';
import { buildNode, timestampAgo } from '../../support/build-pods.ts';
import { buildCondition } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { taintOf } from './taints.ts';

describe('cordons', () => {
  const left = (since?: string, ...more: string[]) =>
    buildNode({
      cordoned: true,
      taints: [taintOf('node.kubernetes.io/unschedulable', since), ...more.map((key) => taintOf(key))],
    });

  it.each([
    ['24h', [], 0],
    ['25h', [], 1],
    ['25h', ['ToBeDeletedByClusterAutoscaler'], 1],
    ['50m', ['ToBeDeletedByClusterAutoscaler'], 0],
  ])('for %s, also tainted %j: %i warnings', async (since, more, count) => {
    const { findings } = await judgeRows(cordoned, { nodes: [left(since, ...more)] });
    expect(findings.map(({ level }) => level)).toEqual(Array(count).fill('warning'));
  });

  const unixAgo = (since: string) => String(Date.parse(timestampAgo(since)) / 1000);

  it.each([
    [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule', value: unixAgo('3d') }, 1],
    [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule', value: unixAgo('4m') }, 0],
    [{ key: 'DeletionCandidateOfClusterAutoscaler', effect: 'PreferNoSchedule', value: unixAgo('3d') }, 0],
    [{ key: 'karpenter.sh/disrupted', effect: 'NoSchedule' }, 0],
    [{ ...taintOf('aws-node-termination-handler/spot-itn', '2h') }, 1],
  ])('a node that was to be removed, by %o, gives %i warnings', async (taint, count) => {
    const { findings } = await judgeRows(cordoned, { nodes: [buildNode({ taints: [taint] })] });
    expect(findings.map(({ reason, level }) => `${reason} ${level}`)).toEqual(
      Array(count).fill('node_removal warning'),
    );
  });

  it.each([
    ['61m', 1],
    ['59m', 0],
  ])('a node that was deleted %s ago and that finalizers hold gives %i warnings', async (since, count) => {
    const node = {
      ...buildNode({ taints: [{ key: 'karpenter.sh/disrupted', effect: 'NoSchedule' }] }),
      deletingAt: Date.parse(timestampAgo(since)),
      finalizers: ['karpenter.sh/termination'],
    };
    expect((await judgeRows(cordoned, { nodes: [node] })).findings.map(({ message }) => message)).toEqual(
      Array(count).fill(`was deleted 1h 1m ago and is still there: its finalizers hold it: karpenter.sh/termination`),
    );
  });

  it('a removal that was forgotten counts by its own taint when the node is cordoned as well', async () => {
    const { findings } = await judgeRows(cordoned, {
      nodes: [
        buildNode({
          cordoned: true,
          taints: [
            taintOf('node.kubernetes.io/unschedulable'),
            { key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule', value: unixAgo('3h') },
          ],
        }),
      ],
    });
    expect(findings.map(({ reason }) => reason)).toEqual(['node_removal']);
  });

  it('the newest announcement counts, and a node that is not ready is left to node-readiness', async () => {
    const old = { key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule', value: unixAgo('3d') };
    const conditions = [{ type: 'Ready', status: 'Unknown', lastTransitionTime: timestampAgo('2d') }];
    const nodes = [
      buildNode({ taints: [old, taintOf('aws-node-termination-handler/spot-itn', '2m')] }),
      buildNode({ taints: [old], conditions }),
    ];
    expect((await judgeRows(cordoned, { nodes })).findings).toEqual([]);
  });

  it.each([
    ['True', []],
    ['Unknown', [{ kind: 'Node', name: 'node-1' }]],
  ])('a cordon of a node with Ready=%s follows from %j', async (status, because) => {
    const conditions = [buildCondition('Ready', status, '2d')];
    const nodes = [
      buildNode({ conditions, cordoned: true, taints: [taintOf('node.kubernetes.io/unschedulable', '2d')] }),
    ];
    const { findings } = await judgeRows(cordoned, { nodes });
    expect(findings.map((finding) => finding.because)).toEqual([because]);
  });

  it('healthy: none, or nobody says since when, which is noted', async () => {
    expect((await judgeRows(cordoned, { nodes: [buildNode()] })).findings).toEqual([]);
    expect(await judgeRows(cordoned, { nodes: [left()] })).toEqual({
      findings: [],
      notes: ['1 node is cordoned, nobody says since when'],
    });
  });
});
