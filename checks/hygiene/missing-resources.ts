import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { ContainerSpec } from '../../src/kubernetes/fields/container-spec.ts';
import { findingsByOwner } from '../pods/owners/findings-by-owner.ts';
import { longRunningPods, templateContainers } from './template-containers.ts';

export default defineCheck({
  group: 'hygiene',
  name: 'missing-resources',
  title: 'Containers state what they need',
  why: 'Without requests the scheduler places a pod blindly; without a memory limit one leak takes its node along.',
  remedy: 'State requests for CPU and memory, and a memory limit, from what the container uses.',
  severity: 'sev3',
  enabled: false,
  needs: ['pods'],
  params: z.strictObject({
    cpuLimit: z.boolean().default(false).describe('Also names CPU limits, which throttle'),
  }),
  run({ pods, params }) {
    const wanting = longRunningPods(pods)
      .flatMap((pod) => templateContainers(pod))
      .map((subject) => ({ ...subject, problems: resourceProblems(subject.spec, params.cpuLimit) }))
      .filter(({ problems }) => problems.length > 0);
    return findingsByOwner(wanting, ({ container, problems, spec }) => ({
      reason: 'missing_resources',
      level: 'warning',
      message: `container ${container} has ${problems.join(', ')}`,
      evidence: { requests: spec.requests, limits: spec.limits },
    }));
  },
});

const resourceProblems = ({ requests, limits }: ContainerSpec, cpuLimit: boolean): readonly string[] => [
  ...(requests.cpu === undefined && limits.cpu === undefined ? ['no CPU request'] : []),
  ...(requests.memory === undefined && limits.memory === undefined ? ['no memory request'] : []),
  ...(limits.memory === undefined ? ['no memory limit'] : []),
  ...(cpuLimit && limits.cpu !== undefined ? [`a CPU limit of ${limits.cpu}`] : []),
];
