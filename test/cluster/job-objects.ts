import type { KubernetesObject } from './api.ts';
import { type SpecFields, shellContainer } from './objects.ts';

/** A pod that is not started again: of a shell line, or with other fields than its `restartPolicy`. */
type RunPod = string | SpecFields;

const jobSpec = (run: RunPod, more: SpecFields, labels: SpecFields = {}): SpecFields => {
  const pod = typeof run === 'string' ? { containers: [shellContainer('run', run)] } : run;
  return { ...more, template: { metadata: { labels }, spec: { restartPolicy: 'Never', ...pod } } };
};

/** Returns a Job that runs the shell line or the pod. */
export const jobManifest = (namespace: string, name: string, run: RunPod, more: SpecFields = {}): KubernetesObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, namespace },
  spec: jobSpec(run, more),
});

type CronJobParts = { readonly spec?: SpecFields; readonly job?: SpecFields; readonly labels?: SpecFields };

/**
 * Returns a CronJob that runs the shell line or the pod every minute; `spec`, `job` and `labels` add to its fields, to those of
 * its Jobs, and to the labels of their pods.
 */
export const cronJobManifest = (
  namespace: string,
  name: string,
  run: RunPod,
  { spec = {}, job = {}, labels }: CronJobParts = {},
): KubernetesObject => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name, namespace },
  spec: {
    schedule: '* * * * *',
    concurrencyPolicy: 'Forbid',
    jobTemplate: { spec: jobSpec(run, job, labels) },
    ...spec,
  },
});
