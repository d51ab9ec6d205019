import { expect, it } from 'vitest';
import { waitFor } from '../../cluster/cluster.ts';
import { container, podSpec } from '../../cluster/objects.ts';
import type { Rendered } from '../helm.ts';
import { endedJob, logOf, podsOf, resultsIn } from '../stage.ts';
import { HOME } from './places.ts';
import { firstScheduled } from './scheduling.ts';
import { findingsIn, type Site } from './site.ts';

const RESTRICTED_CONTAINER = {
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};
const RESTRICTED_POD = {
  restartPolicy: 'Never',
  securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
};
const FAILING = podSpec([container('run', 'exit 1', RESTRICTED_CONTAINER)], RESTRICTED_POD);

/** A failing CronJob of somebody else in kavmon's namespace. */
const STRANGER = {
  ...{ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'stranger', namespace: HOME } },
  spec: {
    ...{ schedule: '* * * * *', suspend: true },
    jobTemplate: { spec: { backoffLimit: 0, template: { spec: FAILING } } },
  },
};

/** Starts a process that outlives this script, and prints its id. */
const ORPHAN = `const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 300)'], { detached: true, stdio: 'ignore' });
console.log(child.pid);
child.unref();`;

/** Tests of what people start by hand. */
export const byHand = (site: () => Site) => {
  it('by hand: a Job of the CronJob, helm test, and exec into the waiting pod', async () => {
    const { stage, start, exec } = site();
    await start('kavmon-cluster', 'by-hand');
    const [{ ended }, tested, listed] = await Promise.all([
      endedJob(stage, HOME, 'by-hand'),
      stage.helm('test', 'kavmon', '-n', HOME),
      exec('list', '-g', 'pods'),
    ]);
    expect(ended).toBe('Complete');
    expect(tested).toMatch(/Phase:\s+Succeeded/);
    expect(listed).toContain('crash-loops');
  }, 120_000);

  it('what a run leaves behind in the waiting pod is reaped', async () => {
    const { stage } = site();
    const node = (script: string) =>
      stage.kubectl('exec', '-n', HOME, 'deploy/kavmon-on-demand', '--', '/nodejs/bin/node', '-e', script);
    const orphan = Number(await node(ORPHAN));
    expect(orphan).toBeGreaterThan(1);
    // A process that has ended and is not reaped is still in /proc.
    const isThere = `console.log(require('node:fs').existsSync('/proc/${orphan}'))`;
    await waitFor('the orphan to be reaped', 20, async () => (await node(isThere)).trim() === 'false');
  }, 60_000);

  it('a failed Job of its own is no finding, one of somebody else beside it is', async () => {
    const { stage, start, firstPod } = site();
    await stage.cluster.apply([STRANGER]);
    await start('stranger', 'strange');
    expect((await endedJob(stage, HOME, 'strange')).ended).toBe('Failed');
    expect((await firstScheduled(site(), 'kavmon-endpoint')).ended).toBe('Failed');
    await start('kavmon-cluster', 'among-failed');
    expect((await endedJob(stage, HOME, 'among-failed')).ended).toBe('Complete');
    const told = findingsIn(await logOf(stage, HOME, (await firstPod('among-failed')).metadata.name));
    expect(told).toContain('"stranger"');
    expect(told).not.toContain('"kavmon-');
  }, 180_000);

  it('the shards of an Indexed Job run every check exactly once', async () => {
    const { stage, start, exec } = site();
    await start('kavmon-shards', 'in-three');
    expect((await endedJob(stage, HOME, 'in-three')).ended).toBe('Complete');
    const pods = await podsOf(stage, HOME, 'in-three');
    const indexOf = ({ metadata }: Rendered) => metadata.labels['batch.kubernetes.io/job-completion-index'];
    expect(pods.map(indexOf).toSorted()).toEqual(['0', '1', '2']);
    const logs = await Promise.all(pods.map(({ metadata }) => logOf(stage, HOME, metadata.name)));
    const names = logs.flatMap(resultsIn).map(({ service, name }) => `${service}/${name}`);
    const all = await exec('list', '-g', 'pods,workloads,network', '-o', 'json');
    const expected = JSON.parse(all).registrations.filter(({ enabled }: Rendered) => enabled);
    const ids = expected.map(({ id }: Rendered) => id);
    expect(ids.length).toBeGreaterThan(10);
    expect(names.toSorted()).toEqual(ids.toSorted());
    expect(logs.every((log) => resultsIn(log).length > 0)).toBe(true);
  }, 120_000);
};
