import type { Condition } from '../../src/kubernetes/fields/condition.ts';

/** Conditions of the kubelet, those of node-problem-detector's own plugins (its `config/` folder), of AKS and of GKE. */
export const BAD_WHEN_TRUE = [
  ...['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'],
  ...['KernelDeadlock', 'ReadonlyFilesystem', 'CorruptDockerOverlay2', 'FrequentUnregisterNetDevice'],
  ...['FrequentKubeletRestart', 'FrequentDockerRestart', 'FrequentContainerdRestart'],
  ...['KubeletUnhealthy', 'ContainerRuntimeUnhealthy', 'KubeletProblem', 'ContainerRuntimeProblem'],
  ...['FilesystemCorruptionProblem', 'XfsShutdown', 'CperHardwareErrorFatal', 'NTPProblem'],
  ...['GPUMissing', 'NVLinkStatusInactive', 'XIDErrors', 'IBLinkFlapping', 'UnhealthyNvidiaDevicePlugin'],
] as const;

/** Conditions of the node monitoring agent of EKS. */
export const BAD_WHEN_FALSE = [
  ...['NetworkingReady', 'StorageReady', 'KernelReady', 'ContainerRuntimeReady', 'AcceleratedHardwareReady'],
] as const;

/** What a condition that is not known is worth by its name: a warning where that names a problem, else a note. */
export const levelByName = ({ type, status }: Condition): 'warning' | 'noted' | undefined => {
  if (KNOWN.has(type)) return undefined;
  if (status === 'True' && PROBLEM_NAME.test(type)) return 'warning';
  return status === 'False' && HEALTH_NAME.test(type) ? 'noted' : undefined;
};

/** `NoErrors` names the absence of a problem. */
const PROBLEM_NAME =
  /^(?!.*(?:^|[a-z])No[A-Z]).*(?:Problem|Deadlock|Pressure|Unhealthy|Corrupt(?:ion|ed)?|Errors?|Fail(?:ures?|ed)|Fault|Faulty|NotReady|Unready|Degraded|Unavailable|Lost|Hung)$|^Frequent.+Restart$/;

const HEALTH_NAME = /(?:Ready|Healthy)$/;

/** Those are judged as the parameters say. */
const KNOWN: ReadonlySet<string> = new Set(['Ready', ...BAD_WHEN_TRUE, ...BAD_WHEN_FALSE]);
