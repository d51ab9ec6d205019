import { describe, expect, it } from 'vitest';
import pressure from '../../../checks/nodes/node-pressure.ts';
import { node } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';
import { condition } from '../../support/rows.ts';

describe('pressure', () => {
  const under = (type: string, since: string, status = 'True') =>
    node({ conditions: [condition(type, status, since, { reason: 'KubeletHasDiskPressure' })] });

  it.each([
    ['DiskPressure', '10m', {}, 0],
    ['DiskPressure', '601s', {}, 1],
    ['NetworkUnavailable', '11m', {}, 1],
    ['EtcdIsVoter', '1h', {}, 0],
    ['DiskIsBroken', '1h', { conditions: ['DiskIsBroken'] }, 1],
  ])('%s for %s with %o gives %i findings', async (type, since, params, count) =>
    expect((await judge(pressure, { nodes: [under(type, since)] }, params)).findings).toHaveLength(count),
  );

  it('healthy: none, or False', async () => {
    expect((await judge(pressure, { nodes: [] })).findings).toEqual([]);
    expect((await judge(pressure, { nodes: [under('DiskPressure', '1h', 'False')] })).findings).toEqual([]);
  });
});
