import { applicationFaults, unhealthyObjects } from './argo-applications.ts';
import { defineResourceCheck } from './resource-check.ts';

/** https://argo-cd.readthedocs.io and https://argo-rollouts.readthedocs.io */
export default defineResourceCheck({
  name: 'argo',
  title: 'Argo applies its Applications, and Rollouts come through',
  why: 'What is in Git is not what runs, or a new version was given up half way.',
  remedy: 'Read the message: an error of the source or the sync comes before the health of what was applied.',
  kinds: {
    argoApplications: { otherFaults: applicationFaults, references: unhealthyObjects },
    argoRollouts: {
      illWhenTrue: ['InvalidSpec'],
      phase: { path: 'status.phase', good: ['Healthy', 'Paused'], bad: ['Degraded'], message: 'status.message' },
      onHold: ['spec.paused'],
    },
  },
});
