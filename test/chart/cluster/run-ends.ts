import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { waitFor } from '../../cluster/cluster.ts';
import { type ChartStage, parseJsonLines, podsOfJob, readPodLog, resultsIn, waitForJobEnd } from '../chart-stage.ts';
import { findTools, type RenderedValue } from '../helm.ts';
import type { ChartSite } from './chart-site.ts';
import { RELEASE_NAMESPACE } from './namespaces.ts';

const MERGE_PATCH = 'application/merge-patch+json';
/** A finalizer: the API server keeps the deleted pod until it is removed, so its status can be read. */
const KEEP_FINALIZER = 'kavmon.test/keep';

interface RunEnd {
  readonly exitCode: number;
  readonly message: string;
  readonly seconds: number;
  readonly lines: readonly RenderedValue[];
}

/**
 * Starts a Job whose check hangs at a silent service, and returns the metadata of its pod once the check has started.
 */
const startHangingPod = async (
  { stage, start, firstPod }: ChartSite,
  cronJob: string,
  job: string,
): Promise<RenderedValue> => {
  await start(cronJob, job);
  return waitFor('the run to wait', 60, async () => {
    const { metadata } = await firstPod(job);
    const log = await readPodLog(stage, RELEASE_NAMESPACE, metadata.name);
    return log.some((line) => line['@message'] === 'Health check execution started') && metadata;
  });
};

/** Deletes the pod of such a Job, and returns how its run ended. */
const deleteMidRun = async (site: ChartSite, cronJob: string, job: string): Promise<RunEnd> => {
  const pod = await startHangingPod(site, cronJob, job);
  const { stage } = site;
  const path = `/api/v1/namespaces/${RELEASE_NAMESPACE}/pods/${pod.name}`;
  const { request } = stage.cluster;
  const keep = (finalizers: readonly string[]) => request('PATCH', path, { metadata: { finalizers } }, MERGE_PATCH);
  await keep([...pod.finalizers, KEEP_FINALIZER]);
  try {
    const following = await followLog(stage, pod.name);
    const began = performance.now();
    await stage.kubectl('delete', 'pod', '-n', RELEASE_NAMESPACE, pod.name, '--wait=false');
    const lines = await following();
    const seconds = (performance.now() - began) / 1000;
    const { exitCode, message } = await waitFor('the termination of the container', 30, async () => {
      const { metadata, status } = await request('GET', path);
      return metadata.deletionTimestamp && status.containerStatuses[0].state.terminated;
    });
    return { exitCode, message, seconds, lines };
  } finally {
    await keep([]);
    await stage.kubectl('delete', 'job', '-n', RELEASE_NAMESPACE, job);
  }
};

/** Follows a pod's log and returns once it has a line; the function that it returns waits for the end of the log. */
const followLog = async ({ cluster }: ChartStage, pod: string): Promise<() => Promise<readonly RenderedValue[]>> => {
  const { kubectl } = await findTools();
  const child = spawn(kubectl, ['--kubeconfig', cluster.kubeconfig, 'logs', '-n', RELEASE_NAMESPACE, '-f', pod]);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  const closed = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), closed]);
  return async () => {
    await closed;
    const lines = Buffer.concat(chunks).toString().trim().split('\n');
    // The kubelet adds this line when the container is removed while the log is followed.
    return parseJsonLines(lines.filter((line) => !line.startsWith('rpc error: ')).join('\n'));
  };
};

const GRACE_SECONDS = 30;
const TERMINATION_MESSAGE = /^(?:1 problem\b.*|the only check could not look); sev\d .*\bmute\b/;

/** Tests of runs that are ended by a deadline or from outside. */
export const runEndTests = (site: () => ChartSite) => {
  it('a target that hangs ends the run by its own deadline, not by the deadline of the Job', async () => {
    const { stage, start, firstPod } = site();
    await start('kavmon-hanging', 'waits');
    const job = await waitForJobEnd(stage, RELEASE_NAMESPACE, 'waits');
    expect(job).toMatchObject({ ended: 'Failed', reason: 'PodFailurePolicy' });
    const pod = await firstPod('waits');
    const [result] = resultsIn(await readPodLog(stage, RELEASE_NAMESPACE, pod.metadata.name));
    expect(result).toMatchObject({ status: 'timeout', reason: 'deadline_run' });
    const { exitCode, message, startedAt, finishedAt } = pod.status.containerStatuses[0].state.terminated;
    expect(exitCode).toBe(1);
    expect(message).toMatch(TERMINATION_MESSAGE);
    // Five seconds of run, at most three of telemetry, one of grace, and two for the start and rounding to seconds.
    expect(Date.parse(finishedAt) - Date.parse(startedAt)).toBeLessThanOrEqual(11_000);
  }, 120_000);

  it.each([
    { cronJob: 'kavmon-waiting', job: 'deleted', code: 143, how: 'with 143' },
    { cronJob: 'kavmon-tolerant', job: 'deleted-tolerant', code: 0, how: 'with 0 under --cronjob' },
  ])(
    'a pod that is deleted in the middle of a run still reports, and ends $how',
    async ({ cronJob, job, code }) => {
      const { exitCode, message, seconds, lines } = await deleteMidRun(site(), cronJob, job);
      expect(lines.at(-1)['@message']).toBe('Kavmon checks finished');
      expect(resultsIn(lines)).toMatchObject([
        { name: 'mute', reason: 'interrupted', message: expect.stringContaining('interrupted') },
      ]);
      expect(exitCode).toBe(code);
      expect(message).toMatch(TERMINATION_MESSAGE);
      expect(message.trimEnd()).not.toContain('\n');
      expect(seconds).toBeLessThan(GRACE_SECONDS / 3);
    },
    120_000,
  );

  it('a pod that is evicted does not count against its Job, and another one takes its place', async () => {
    const { stage } = site();
    const { name, namespace } = await startHangingPod(site(), 'kavmon-waiting', 'evicted');
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
    await stage.cluster.request('POST', `/api/v1/namespaces/${RELEASE_NAMESPACE}/pods/${name}/eviction`, eviction);
    await waitFor('another pod', 30, async () => {
      const pods = await podsOfJob(stage, RELEASE_NAMESPACE, 'evicted');
      return pods.some(({ metadata, status }) => metadata.name !== name && status.phase === 'Running');
    });
    const { status } = await stage.cluster.request(
      'GET',
      `/apis/batch/v1/namespaces/${RELEASE_NAMESPACE}/jobs/evicted`,
    );
    expect(status).toMatchObject({ active: 1 });
    expect(status.failed ?? 0).toBe(0);
    await stage.kubectl('delete', 'job', '-n', RELEASE_NAMESPACE, 'evicted');
  }, 120_000);
};
