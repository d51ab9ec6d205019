import { describe, expect, it } from 'vitest';
import { triageCluster } from '../../src/triage/cluster.ts';
import { judgeNode } from '../../src/triage/judge-node.ts';
import { walkTarget } from '../../src/triage/walk-target.ts';
import { buildContainer, buildPod, TEST_NOW } from '../support/build-pods.ts';
import { buildCondition, buildRow } from '../support/build-rows.ts';

const node = (name: string, status: string) =>
  buildRow('nodes', {
    ...{ name, namespace: null },
    status: {
      conditions: [
        buildCondition('Ready', status, '3m', { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting' }),
      ],
    },
  });

describe('the node of a pod that is not ready', () => {
  it('is named with its condition as soon as it does not report, and when it is gone', () => {
    const nodes = [node('worker-1', 'Unknown'), node('worker-2', 'True')];
    expect(judgeNode({ node: 'worker-1' }, nodes)).toEqual({
      ref: { kind: 'Node', name: 'worker-1' },
      text: 'node worker-1 is not ready: NodeStatusUnknown: Kubelet stopped posting',
    });
    expect(judgeNode({ node: 'worker-3' }, nodes)?.text).toBe('there is no node worker-3 any more');
  });

  it('is not named when it is well, or nodes were not read, or the pod has none', () => {
    expect(judgeNode({ node: 'worker-2' }, [node('worker-2', 'True')])).toBeUndefined();
    expect(judgeNode({ node: 'worker-2' }, undefined)).toBeUndefined();
    expect(judgeNode({}, [node('worker-2', 'True')])).toBeUndefined();
  });

  it('stands at the link of its pod', () => {
    const pod = buildPod({ node: 'worker-1', containers: [buildContainer({ ready: false })] });
    const rows = { pods: [pod], nodes: [node('worker-1', 'Unknown')] };
    const { paths } = walkTarget(pod.ref, triageCluster({ rows, unread: {}, namespaces: null, now: TEST_NOW }));
    expect(paths[0]?.links[0]).toMatchObject({
      ...{ verdict: 'broken', text: expect.stringContaining('node worker-1 is not ready') },
      because: [{ kind: 'Node', name: 'worker-1' }],
    });
  });
});
