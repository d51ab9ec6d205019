import { expect, it } from 'vitest';
import { waitFor } from '../../cluster/cluster.ts';
import { getObjects } from '../chart-stage.ts';
import { CHART_FOLDER } from '../helm.ts';
import type { ChartSite } from './chart-site.ts';
import { RELEASE_NAMESPACE } from './namespaces.ts';

const RELEASE_KINDS = [
  ...['cronjobs', 'jobs', 'deployments', 'replicasets', 'pods', 'configmaps', 'secrets', 'serviceaccounts'],
  ...['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings', 'networkpolicies', 'services'],
];

/** Tests of upgrade, rollback and uninstall. */
export const lifecycleTests = (site: () => ChartSite) => {
  it('an upgrade, a rollback and an uninstall leave what they should', async () => {
    const { stage, values } = site();
    const upgrade = (set: string) =>
      stage.helm('upgrade', '--install', 'kavmon', CHART_FOLDER, '-n', RELEASE_NAMESPACE, '-f', values, '--set', set);
    const schedule = async () =>
      (await stage.cluster.request('GET', `/apis/batch/v1/namespaces/${RELEASE_NAMESPACE}/cronjobs/kavmon-cluster`))
        .spec.schedule;
    await upgrade('jobs.cluster.schedule=@hourly');
    expect(await schedule()).toBe('@hourly');
    await upgrade('test.groups={pods}');
    // The first pods of the site crash three times before they are a loop.
    const failsTest = (): Promise<boolean> =>
      stage.helm('test', 'kavmon', '-n', RELEASE_NAMESPACE).then(
        () => false,
        ({ message }: Error) => message.includes('kavmon-test'),
      );
    await waitFor('the test of the release to fail', 90, failsTest);
    await stage.helm('rollback', 'kavmon', '1', '-n', RELEASE_NAMESPACE);
    expect(await schedule()).toBe('* * * * *');
    await stage.helm('uninstall', 'kavmon', '-n', RELEASE_NAMESPACE, '--wait');
    const left = async (...selector: readonly string[]) =>
      (await getObjects(stage, RELEASE_KINDS.join(','), '-A', ...selector)).map(
        ({ kind, metadata }) => `${kind}/${metadata.name}`,
      );
    // Helm does not delete the pod of a test with its release.
    await waitFor('everything else to be gone', 60, async () => {
      const names = await left('-l', 'app.kubernetes.io/instance=kavmon');
      if (names.join() !== 'Pod/kavmon-test') throw new Error(names.join(' '));
      return true;
    });
    expect(await left('-l', 'owner=helm,name=kavmon')).toEqual([]);
  }, 180_000);
};
