import { describe, expect, it } from 'vitest';
import check from '../../../checks/pods/pods-pending.ts';
import { buildNode, buildPod } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { pendingPod, requestingParts } from './pending-pods.ts';

it('devices that are in the capacity of a node and not allocatable are named', async () => {
  const message = '0/1 nodes are available: 1 Insufficient nvidia.com/gpu.';
  const { findings } = await judgeRows(check, {
    pods: [pendingPod(message, requestingParts({ limits: { 'nvidia.com/gpu': '1' } }))],
    nodes: [
      buildNode({ status: { capacity: { 'nvidia.com/gpu': '4' }, allocatable: { 'nvidia.com/gpu': '0' } } as never }),
    ],
  });
  expect(findings[0]?.evidence?.hints).toEqual([
    'it requests nvidia.com/gpu 1, node node-1 has 4 in its capacity and none allocatable: its device plugin is gone, or calls them unhealthy',
  ]);
});

describe('devices that are missing', () => {
  const message = '0/1 nodes are available: 1 Insufficient nvidia.com/gpu.';
  const hintsOf = async (parts: Parameters<typeof buildNode>[0], resource = 'nvidia.com/gpu') => {
    const pod = pendingPod(
      message.replace('nvidia.com/gpu', resource),
      requestingParts({ limits: { [resource]: '3' } }),
    );
    return (await judgeRows(check, { pods: [pod], nodes: [buildNode(parts)] })).findings[0]?.evidence?.hints;
  };
  const offers = (capacity: string, allocatable: string, resource = 'nvidia.com/gpu') => ({
    status: { capacity: { [resource]: capacity }, allocatable: { [resource]: allocatable } } as never,
  });

  it('follow from the device plugin of their node', async () => {
    const nodes = [buildNode(offers('8', '0'))];
    const plugin = buildPod({ name: 'plugin-1', owner: 'DaemonSet/nvidia-device-plugin' });
    const { findings } = await judgeRows(check, { pods: [pendingPod(message), plugin], nodes });
    expect(findings[0]?.because).toEqual([{ kind: 'Pod', namespace: 'shop', name: 'plugin-1' }]);
  });

  it.each([
    [
      offers('8', '0'),
      'node node-1 has 8 in its capacity and none allocatable: its device plugin is gone, or calls them unhealthy',
    ],
    [offers('0', '0'), 'node node-1 lists 0 of it: its device plugin is gone, or found no devices'],
    [
      offers('8', '2'),
      'the most that is free on a node is 2 of 2 (node-1); node node-1 has 8 in its capacity and 2 allocatable: its device plugin calls the others unhealthy',
    ],
    [offers('2', '2'), 'the most that is free on a node is 2 of 2 (node-1)'],
    [
      { labels: { 'nvidia.com/gpu.present': 'true' } },
      'node node-1 has the label nvidia.com/gpu.present=true and offers none: no device plugin registered it there',
    ],
    [
      { labels: { 'cloud.google.com/gke-accelerator': 'nvidia-l4' } },
      'node node-1 has the label cloud.google.com/gke-accelerator=nvidia-l4 and offers none: no device plugin registered it there',
    ],
    [{ labels: { 'nvidia.com/gpu.present': 'false' } }, 'which no node offers'],
    [{}, 'which no node offers'],
  ])('of a node with %o', async (parts, hint) => {
    expect(await hintsOf(parts)).toEqual([`it requests nvidia.com/gpu 3, ${hint}`]);
  });

  it('are not asked for where memory or processors are short', async () => {
    expect(await hintsOf({ allocatable: { cpu: '1' } }, 'cpu')).toEqual([
      'it requests cpu 3, the most that is free on a node is 1 of 1 (node-1)',
    ]);
  });
});
