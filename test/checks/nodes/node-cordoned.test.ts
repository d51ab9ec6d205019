import { describe, expect, it } from 'vitest';
import cordoned from '../../../checks/nodes/node-cordoned.ts';
import { buildNode } from '../../support/build-pods.ts';
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
    ['25h', ['ToBeDeletedByClusterAutoscaler'], 0],
  ])('for %s, also tainted %j: %i warnings', async (since, more, count) => {
    const { findings } = await judgeRows(cordoned, { nodes: [left(since, ...more)] });
    expect(findings.map(({ level }) => level)).toEqual(Array(count).fill('warning'));
  });

  it('healthy: none, or nobody says since when, which is noted', async () => {
    expect((await judgeRows(cordoned, { nodes: [buildNode()] })).findings).toEqual([]);
    expect(await judgeRows(cordoned, { nodes: [left()] })).toEqual({
      findings: [],
      notes: ['1 node is cordoned, nobody says since when'],
    });
  });
});
