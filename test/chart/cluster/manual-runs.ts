import { expect, it } from 'vitest';
import { waitFor } from '../../cluster/cluster.ts';
import { podSpec, shellContainer } from '../../cluster/objects.ts';
import { podsOfJob, readPodLog, resultsIn, waitForJobEnd } from '../chart-stage.ts';
import type { RenderedValue } from '../helm.ts';
import { type ChartSite, findingsIn } from './chart-site.ts';
import { RELEASE_NAMESPACE } from './namespaces.ts';
import { waitForScheduledJob } from './scheduling.ts';

const RESTRICTED_CONTAINER = {
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};
const RESTRICTED_POD = {
  restartPolicy: 'Never',
  securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
};
const FAILING_POD = podSpec([shellContainer('run', 'exit 1', RESTRICTED_CONTAINER)], RESTRICTED_POD);

/** A failing CronJob of somebody else in kavmon's namespace. */
const FOREIGN_CRONJOB = {
  ...{ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'stranger', namespace: RELEASE_NAMESPACE } },
  spec: {
    ...{ schedule: '* * * * *', suspend: true },
    jobTemplate: { spec: { backoffLimit: 0, template: { spec: FAILING_POD } } },
  },
};

/** Starts a process that outlives this script, and prints its id. */
const ORPHAN_SCRIPT = `const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 300)'], { detached: true, stdio: 'ignore' });
console.log(child.pid);
child.unref();`;

/** Tests of what people start by hand. */
export const manualRunTests = (site: () => ChartSite) => {
  it('by hand: a Job of the CronJob, helm test, and exec into the waiting pod', async () => {
    const { stage, start, exec } = site();
    await start('kavmon-cluster', 'by-hand');
    const [{ ended }, tested, listed] = await Promise.all([
      waitForJobEnd(stage, RELEASE_NAMESPACE, 'by-hand'),
      stage.helm('test', 'kavmon', '-n', RELEASE_NAMESPACE),
      exec('list', '-g', 'pods'),
    ]);
    expect(ended).toBe('Complete');
    expect(tested).toMatch(/Phase:\s+Succeeded/);
    expect(listed).toContain('crash-loops');
  }, 120_000);

  it('what a run leaves behind in the waiting pod is reaped', async () => {
    const { stage } = site();
    const node = (script: string) =>
      stage.kubectl('exec', '-n', RELEASE_NAMESPACE, 'deploy/kavmon-on-demand', '--', '/nodejs/bin/node', '-e', script);
    const orphan = Number(await node(ORPHAN_SCRIPT));
    expect(orphan).toBeGreaterThan(1);
    // A process that has ended and is not reaped is still in /proc.
    const isThere = `console.log(require('node:fs').existsSync('/proc/${orphan}'))`;
    await waitFor('the orphan to be reaped', 20, async () => (await node(isThere)).trim() === 'false');
  }, 60_000);

  it('a failed Job of its own is no finding, one of somebody else beside it is', async () => {
    const { stage, start, firstPod } = site();
    await stage.cluster.apply([FOREIGN_CRONJOB]);
    await start('stranger', 'strange');
    expect((await waitForJobEnd(stage, RELEASE_NAMESPACE, 'strange')).ended).toBe('Failed');
    expect((await waitForScheduledJob(site(), 'kavmon-endpoint')).ended).toBe('Failed');
    await start('kavmon-cluster', 'among-failed');
    expect((await waitForJobEnd(stage, RELEASE_NAMESPACE, 'among-failed')).ended).toBe('Complete');
    const findings = findingsIn(
      await readPodLog(stage, RELEASE_NAMESPACE, (await firstPod('among-failed')).metadata.name),
    );
    expect(findings).toContain('"stranger"');
    expect(findings).not.toContain('"kavmon-');
  }, 180_000);

  it('the shards of an Indexed Job run every check exactly once', async () => {
    const { stage, start, exec } = site();
    await start('kavmon-shards', 'in-three');
    expect((await waitForJobEnd(stage, RELEASE_NAMESPACE, 'in-three')).ended).toBe('Complete');
    const pods = await podsOfJob(stage, RELEASE_NAMESPACE, 'in-three');
    const indexOf = ({ metadata }: RenderedValue) => metadata.labels['batch.kubernetes.io/job-completion-index'];
    expect(pods.map(indexOf).toSorted()).toEqual(['0', '1', '2']);
    const logs = await Promise.all(pods.map(({ metadata }) => readPodLog(stage, RELEASE_NAMESPACE, metadata.name)));
    const names = logs.flatMap(resultsIn).map(({ service, name }) => `${service}/${name}`);
    const all = await exec('list', '-g', 'pods,workloads,network', '-o', 'json');
    const expected = JSON.parse(all).registrations.filter(({ enabled }: RenderedValue) => enabled);
    const ids = expected.map(({ id }: RenderedValue) => id);
    expect(ids.length).toBeGreaterThan(10);
    expect(names.toSorted()).toEqual(ids.toSorted());
    expect(logs.every((log) => resultsIn(log).length > 0)).toBe(true);
  }, 120_000);
};
