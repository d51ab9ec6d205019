import type { CheckVerdict } from '../../run/attempt/outcome.ts';

/** The verdict on a check of a service where the cluster is a saved one. */
export const NOT_IN_SNAPSHOT: CheckVerdict = {
  status: 'skipped',
  reason: 'config',
  message: 'snapshot: a saved cluster has no services to ask',
};
