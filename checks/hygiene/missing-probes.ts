import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { matchesSelector } from '../../src/kubernetes/objects/label-selector.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import type { ServiceRow } from '../../src/kubernetes/views/services.ts';
import { findingsByOwner } from '../pods/owners/findings-by-owner.ts';
import { longRunningPods } from './template-containers.ts';

export default defineCheck({
  group: 'hygiene',
  name: 'missing-probes',
  title: 'Pods that serve have a readiness probe',
  why: 'Without one a pod gets traffic from its first second, and keeps it when it no longer answers.',
  remedy: 'Add a readiness probe that asks what the users of the pod ask.',
  severity: 'sev3',
  enabled: false,
  needs: ['pods', 'services'],
  params: z.strictObject({
    liveness: z
      .boolean()
      .default(false)
      .describe('Also asks for a liveness probe; a wrong one does more harm than none'),
  }),
  run({ pods, services, params }) {
    const byNamespace = Map.groupBy(services.filter(hasSelector), ({ ref }) => ref.namespace);
    const wanting = longRunningPods(pods).flatMap((pod) => {
      const missing = missingProbes(pod, byNamespace.get(pod.ref.namespace) ?? [], params.liveness);
      return missing.length === 0 ? [] : [{ pod, missing, cause: missing.join(', ') }];
    });
    return findingsByOwner(wanting, ({ missing }) => ({
      reason: 'missing_probe',
      level: 'warning',
      message: `no container has a ${missing.join(' or ')} probe`,
      evidence: { missing },
    }));
  },
});

const hasSelector = ({ selector }: ServiceRow): boolean => Object.keys(selector).length > 0;

const missingProbes = ({ template, labels }: PodRow, services: readonly ServiceRow[], liveness: boolean): string[] => {
  const serves = services.some(({ selector }) => matchesSelector({ labels: selector }, labels));
  const has = (probe: 'readiness' | 'liveness') => template.containers.some((spec) => spec[probe] !== undefined);
  return [...(serves && !has('readiness') ? ['readiness'] : []), ...(liveness && !has('liveness') ? ['liveness'] : [])];
};
