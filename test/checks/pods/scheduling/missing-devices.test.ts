import { expect, it } from 'vitest';
import { findDevicePlugins } from '../../../../checks/pods/scheduling/missing-devices.ts';
import { buildNode, buildPod } from '../../../support/build-pods.ts';

const RESOURCE = 'nvidia.com/gpu';
const labelled = buildNode({ labels: { 'nvidia.com/gpu.present': 'true' } });
const offering = buildNode({ allocatable: { cpu: '4', [RESOURCE]: '1' } });
const pluginOf = (owner: string, node = 'node-1') => buildPod({ name: 'plugin-1', owner, node });

it.each([
  'nvidia-device-plugin-daemonset',
  'neuron-device-plugin',
  'intel-gpu-plugin',
  'rdma-shared-dp-ds',
  'smarter-device-manager',
  'nvidia-dra-kubelet-plugin',
])('the pod of DaemonSet %s may be why its node offers no devices', (name) => {
  const pod = pluginOf(`DaemonSet/${name}`);
  expect(findDevicePlugins(RESOURCE, [labelled], [pod])).toEqual([pod]);
});

it.each([
  ['of another DaemonSet', pluginOf('DaemonSet/log-agent'), labelled],
  ['of a Deployment', pluginOf('Deployment/device-plugin'), labelled],
  ['of another node', pluginOf('DaemonSet/nvidia-device-plugin', 'node-2'), labelled],
  ['of a node that offers them', pluginOf('DaemonSet/nvidia-device-plugin'), offering],
])('a pod %s is not', (_, pod, node) => expect(findDevicePlugins(RESOURCE, [node], [pod])).toEqual([]));
