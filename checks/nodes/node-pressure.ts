import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { findConditionWithStatus, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';

/** Conditions of the kubelet, and those of node-problem-detector's own plugins (its `config/` folder) and of AKS. */
const BAD_WHEN_TRUE = [
  ...['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'],
  ...['KernelDeadlock', 'ReadonlyFilesystem', 'CorruptDockerOverlay2', 'FrequentUnregisterNetDevice'],
  ...['FrequentKubeletRestart', 'FrequentDockerRestart', 'FrequentContainerdRestart'],
  ...['KubeletUnhealthy', 'ContainerRuntimeUnhealthy', 'KubeletProblem', 'ContainerRuntimeProblem'],
  ...['FilesystemCorruptionProblem', 'XfsShutdown', 'CperHardwareErrorFatal'],
] as const;

/** Conditions of the node monitoring agent of EKS. */
const BAD_WHEN_FALSE = [
  ...['NetworkingReady', 'StorageReady', 'KernelReady', 'ContainerRuntimeReady', 'AcceleratedHardwareReady'],
] as const;

export default defineCheck({
  group: 'nodes',
  name: 'node-pressure',
  title: 'Nodes have memory, disk, processes and network to spare',
  why: 'A node under pressure takes no more pods and puts out those it has.',
  remedy: 'Find what uses it up on the node: pods without limits, images, logs; or give the node more.',
  severity: 'sev2',
  needs: ['nodes'],
  params: z.strictObject({
    grace: duration().prefault('10m').describe('How long a condition may be True'),
    conditions: z
      .array(z.string())
      .default([...BAD_WHEN_TRUE])
      .describe('Conditions of nodes that are bad when True; what else reports conditions is not judged unasked'),
    readiness: z
      .array(z.string())
      .default([...BAD_WHEN_FALSE])
      .describe('Conditions of nodes, beside Ready, that are bad when False'),
  }),
  run({ nodes, params, now }) {
    return nodes.flatMap((node) =>
      [
        ...params.conditions.map((type) => ({ type, bad: 'True' as const })),
        ...params.readiness.map((type) => ({ type, bad: 'False' as const })),
      ].flatMap(({ type, bad }) => {
        const condition = findConditionWithStatus(node, type, bad);
        const since = condition?.at ?? node.createdAt;
        if (condition === undefined || now - since <= params.grace) return [];
        return [
          {
            reason: 'node_pressure' as const,
            message: `${type}${bad === 'True' ? '' : '=False'} for ${formatDuration(now - since)}: ${formatCondition(condition)}`,
            object: node.ref,
            evidence: { condition: type, cause: condition.reason ?? null },
            next: [describeCommand(node.ref)],
            part: type,
          },
        ];
      }),
    );
  },
});
