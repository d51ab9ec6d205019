import { buildPod, timestampAgo } from '../../support/build-pods.ts';

/** A pod that the scheduler has refused with this message, 19 minutes ago unless said otherwise. */
export const pendingPod = (message: string, parts: Parameters<typeof buildPod>[0] & { since?: string } = {}) => {
  const { since = '19m', ...rest } = parts;
  const scheduled = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message };
  return buildPod({
    ...{ phase: 'Pending', node: null, age: '20m', containers: [], ...rest },
    conditions: [{ ...scheduled, lastTransitionTime: timestampAgo(since) }],
  });
};

/** The parts of a pod whose container requests these resources. */
export const requestingParts = (resources: object, spec: object = {}) => ({
  spec: { containers: [{ name: 'web', image: 'web:1', resources }], ...spec },
});
