import { expect, it } from 'vitest';
import { waitFor } from '../../cluster/cluster.ts';
import { type EndedJob, getObjects, podsOfJob, readPodLog, resultsIn, waitForJobEnd } from '../chart-stage.ts';
import type { RenderedValue } from '../helm.ts';
import { type ChartSite, findingsIn, waitForSamples } from './chart-site.ts';
import { RELEASE_NAMESPACE } from './namespaces.ts';

/** The annotation with the scheduled time of a Job; one that is created by hand has none. */
const DUE_ANNOTATION = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/** The Jobs that a CronJob has created on schedule so far, oldest first. */
export const listScheduledJobs = async ({ stage }: ChartSite, cronJob: string): Promise<readonly RenderedValue[]> =>
  (await getObjects(stage, 'jobs', '-n', RELEASE_NAMESPACE))
    .filter(({ metadata }) => metadata.ownerReferences?.[0].name === cronJob && metadata.annotations?.[DUE_ANNOTATION])
    .toSorted((one, other) => (dueTimeOf(one) < dueTimeOf(other) ? -1 : 1));

const dueTimeOf = ({ metadata }: RenderedValue): string => metadata.annotations[DUE_ANNOTATION];

/** Waits for the end of the first scheduled Job of a CronJob and returns it. */
export const waitForScheduledJob = async (site: ChartSite, cronJob: string): Promise<EndedJob> => {
  const name = await waitFor(`a scheduled run of ${cronJob}`, 90, async () => {
    const [first] = await listScheduledJobs(site, cronJob);
    return first?.metadata.name;
  });
  return waitForJobEnd(site.stage, RELEASE_NAMESPACE, name);
};

/** Tests of scheduled runs. */
export const schedulingTests = (site: () => ChartSite) => {
  it('each run starts in its own minute, and none while another one is there', async () => {
    const jobs = await waitFor('a second run to end', 150, async () => {
      const ended = (await listScheduledJobs(site(), 'kavmon-cluster')).filter(({ status }) => status.completionTime);
      return ended.length >= 2 && ended;
    });
    for (const job of jobs) expect(dueTimeOf(job)).toMatch(/:00Z$/);
    expect(new Set(jobs.map(dueTimeOf)).size).toBe(jobs.length);
    for (const [index, { status }] of jobs.entries()) {
      const next = jobs[index + 1];
      if (next) expect(Date.parse(next.status.startTime)).toBeGreaterThanOrEqual(Date.parse(status.completionTime));
    }
  }, 180_000);

  it('a CronJob logs what is broken beside it, but nothing of its own', async () => {
    const { stage, firstPod } = site();
    const jobs = await listScheduledJobs(site(), 'kavmon-cluster');
    const job = jobs.findLast(({ status }) => status.completionTime);
    expect((await waitForJobEnd(stage, RELEASE_NAMESPACE, job.metadata.name)).ended).toBe('Complete');
    const pod = await firstPod(job.metadata.name);
    const log = await readPodLog(stage, RELEASE_NAMESPACE, pod.metadata.name);
    expect(log[0]['@message']).toBe('Kavmon starting');
    expect(log.at(-1)['@fields']).toMatchObject({ all_healthy: false });
    const results = resultsIn(log);
    const loops = results.find(({ name }) => name === 'crash-loops');
    expect(loops).toMatchObject({ status: 'failed', reason: 'crash_loop' });
    expect(JSON.stringify(loops.findings)).toContain('no database');
    expect(results.filter(({ status }) => status === 'error')).toEqual([]);
    expect(findingsIn(log)).not.toContain('"kavmon-');
    const { message, exitCode } = pod.status.containerStatuses[0].state.terminated;
    expect(exitCode).toBe(0);
    expect(message).toMatch(/^\d+ problems?\b.*; sev\d \w+ \S+: .*starts and ends again and again/);
  }, 60_000);

  it('without --cronjob an unhealthy service is a failed Job, at once and for good', async () => {
    const { ended, reason, message, metadata } = await waitForScheduledJob(site(), 'kavmon-endpoint');
    expect({ ended, reason }).toEqual({ ended: 'Failed', reason: 'PodFailurePolicy' });
    expect(message).toMatch(/kavmon.* failed with exit code 1 matching FailJob rule at index 1/);
    expect(await podsOfJob(site().stage, RELEASE_NAMESPACE, metadata.name)).toHaveLength(1);
  }, 180_000);

  it('its metrics are in Prometheus, under the name of the CronJob', async () => {
    const { stage } = site();
    const [loops] = await waitForSamples(stage, 'kavmon_check_healthy{check_name="crash-loops"}');
    expect(loops).toMatchObject({ value: 0, labels: { instance: `${RELEASE_NAMESPACE}.kavmon-cluster` } });
    const age = 'time() - max by (job_name) (last_over_time(kavmon_run_last_completion_timestamp_seconds[1d]))';
    const ages = await waitForSamples(stage, age);
    const ofCluster = ages.find(({ labels }) => labels.job_name === 'kavmon-cluster');
    expect(ofCluster?.value).toBeLessThan(150);
  }, 90_000);
};
