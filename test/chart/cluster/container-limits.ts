import { expect, it } from 'vitest';
import { waitFor } from '../../cluster/cluster.ts';
import { KAVMON_IMAGE } from '../../image/build.ts';
import type { ChartSite } from './chart-site.ts';
import { RELEASE_NAMESPACE, SHOP_NAMESPACE, SMALL_RESOURCES } from './namespaces.ts';

/** Runs kavmon with these arguments and prints its peak memory in MB and its duration in milliseconds. */
const MEMORY_SCRIPT = `
const { spawn } = require('node:child_process');
const { readFileSync } = require('node:fs');
const began = performance.now();
const child = spawn('kavmon', process.argv.slice(1), { stdio: 'ignore' });
let peak = 0;
const look = setInterval(() => {
  try {
    peak = Math.max(peak, Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/' + child.pid + '/status', 'utf8'))?.[1] ?? 0));
  } catch {}
}, 2);
child.on('exit', () => {
  clearInterval(look);
  console.log(JSON.stringify({ peak: Math.round(peak / 1024), ms: Math.round(performance.now() - began) }));
});`;

const ANY_USER_POD = {
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'anybody', namespace: RELEASE_NAMESPACE } },
  spec: {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    securityContext: {
      ...{ runAsNonRoot: true, runAsUser: 1_000_680_000, runAsGroup: 1_000_680_000 },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        ...{
          name: 'kavmon',
          image: KAVMON_IMAGE,
          imagePullPolicy: 'Never',
          args: ['list'],
          resources: SMALL_RESOURCES,
        },
        securityContext: {
          ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
          capabilities: { drop: ['ALL'] },
        },
      },
    ],
  },
};

/** Tests of the image's memory and user in a container. */
export const containerTests = (site: () => ChartSite) => {
  it('a run in the container takes less than 128 MB', async () => {
    const deployment = 'deploy/kavmon-on-demand';
    const run = [
      '/nodejs/bin/node',
      '-e',
      MEMORY_SCRIPT,
      'check',
      '-g',
      'pods,workloads,network',
      '--namespace',
      SHOP_NAMESPACE,
    ];
    const text = await site().stage.kubectl('exec', '-n', RELEASE_NAMESPACE, deployment, '--', ...run);
    const { peak, ms } = JSON.parse(text);
    console.info(`a run in the container: ${peak} MB, ${ms} ms`);
    expect(peak).toBeGreaterThan(20);
    expect(peak).toBeLessThan(128);
  }, 60_000);

  it('any user will do, on a read-only file system, in 128 MB', async () => {
    const { apply, request } = site().stage.cluster;
    await apply([ANY_USER_POD]);
    const path = `/api/v1/namespaces/${RELEASE_NAMESPACE}/pods/anybody`;
    await waitFor('the pod to end', 60, async () => {
      const { status } = await request('GET', path);
      return status.phase === 'Succeeded' || status.phase === 'Failed';
    });
    expect((await request('GET', path)).status.phase).toBe('Succeeded');
    expect(await request('GET', `${path}/log`)).toContain('crash-loops');
    await request('DELETE', path);
  }, 90_000);
};
