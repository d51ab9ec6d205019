import { buildCondition, buildRow, type ObjectParts } from '../../support/build-rows.ts';

/** A Job named `export`, an hour old. */
export const jobRow = (status: object, parts: ObjectParts = {}) =>
  buildRow('jobs', { ...parts, name: parts.name ?? 'export', status });

/** The status of a Job that gave up so long ago. */
export const failedStatus = (since = '5m') => ({
  failed: 3,
  conditions: [
    buildCondition('Failed', 'True', since, {
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    }),
  ],
});

/** Parts of a Job that a CronJob made. */
export const ofCronJob = { owner: 'CronJob/nightly' };
