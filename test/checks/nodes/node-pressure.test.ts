import { describe, expect, it } from 'vitest';
import pressure from '../../../checks/nodes/node-pressure.ts';
import { buildNode } from '../../support/build-pods.ts';
import { buildCondition } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';

describe('pressure', () => {
  const under = (type: string, since: string, status = 'True') =>
    buildNode({ conditions: [buildCondition(type, status, since, { reason: 'KubeletHasDiskPressure' })] });

  it.each([
    ['DiskPressure', '10m', {}, 0],
    ['DiskPressure', '601s', {}, 1],
    ['NetworkUnavailable', '11m', {}, 1],
    ['EtcdIsVoter', '1h', {}, 0],
    ['ReadonlyFilesystem', '50m', {}, 1],
    ['KernelDeadlock', '50m', {}, 1],
    ['DiskIsBroken', '1h', { conditions: ['DiskIsBroken'] }, 1],
  ])('%s for %s with %o gives %i findings', async (type, since, params, count) =>
    expect((await judgeRows(pressure, { nodes: [under(type, since)] }, params)).findings).toHaveLength(count),
  );

  it.each([
    ['NetworkingReady', 'False', 1],
    ['NetworkingReady', 'True', 0],
    ['NetworkingReady', 'Unknown', 0],
    ['KernelDeadlock', 'False', 0],
  ])('%s=%s for an hour gives %i findings', async (type, status, count) => {
    expect((await judgeRows(pressure, { nodes: [under(type, '1h', status)] })).findings).toHaveLength(count);
  });

  it.each([
    ['NTPProblem', 'True', 'fault'],
    ['GPUMissing', 'True', 'fault'],
    ['InodesPressure', 'True', 'warning'],
    ['ClockProblem', 'True', 'warning'],
    ['FrequentKubeProxyRestart', 'True', 'warning'],
    ['GpuXidError', 'True', 'warning'],
    ['RaidDegraded', 'True', 'warning'],
    ['DiskFailed', 'True', 'warning'],
    ['NoErrors', 'True', undefined],
    ['KernelHasNoDeadlock', 'True', undefined],
    ['EtcdIsVoter', 'True', undefined],
    ['ClockProblem', 'Unknown', undefined],
    ['VMEventScheduled', 'True', undefined],
    ['FabricReady', 'True', undefined],
  ])('%s=%s, judged by its name, is %s', async (type, status, level) => {
    const { findings, notes } = await judgeRows(pressure, { nodes: [under(type, '1h', status)] });
    expect(findings.map((finding) => finding.level)).toEqual(level === undefined ? [] : [level]);
    expect(notes).toEqual([]);
  });

  it('a condition that is not known and named after health is noted when False', async () => {
    expect(await judgeRows(pressure, { nodes: [under('FabricReady', '1h', 'False')] })).toEqual({
      findings: [],
      notes: ['node node-1: FabricReady=False for 1h: KubeletHasDiskPressure'],
    });
  });

  it('a condition that was taken from the list is not judged by its name', async () => {
    const { findings } = await judgeRows(pressure, { nodes: [under('DiskPressure', '1h')] }, { conditions: [] });
    expect(findings).toEqual([]);
  });

  it('healthy: none, or False', async () => {
    expect((await judgeRows(pressure, { nodes: [] })).findings).toEqual([]);
    expect((await judgeRows(pressure, { nodes: [under('DiskPressure', '1h', 'False')] })).findings).toEqual([]);
  });
});
