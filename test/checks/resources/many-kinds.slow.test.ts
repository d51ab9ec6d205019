import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CustomKindName, customKinds } from '../../../src/kubernetes/custom-kinds.ts';
import type { ResourceEntry } from '../../../src/kubernetes/resource-entry.ts';
import type { Report } from '../../../src/model/result.ts';
import { controlPlaneMissing, startControlPlane, type TestCluster } from '../../cluster/cluster.ts';
import { startRequestRecorder } from '../../cluster/request-recorder.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { runKavmon } from '../../support/run-process.ts';
import { installDefinition } from './real-kinds/install-kinds.ts';
import { openDefinition } from './real-kinds/kind-definitions.ts';

const describeCluster = describeUnless(await controlPlaneMissing());
/** All kinds of three groups: the API server is asked for groups. */
const KNOWN: readonly CustomKindName[] = [
  ...(['certificates', 'issuers', 'clusterIssuers'] as const),
  ...(['scaledObjects', 'scaledJobs', 'cnpgClusters'] as const),
];
const OTHER_COUNT = 300;

/** A kind that no check judges; ten share a group. */
const otherKind = (index: number): ResourceEntry => ({
  ...{ group: `g${index % 30}.many.test`, version: 'v1', resource: `things${index}`, kind: `Thing${index}` },
  ...{ namespaced: true, project: () => undefined },
});

describeCluster('a cluster with hundreds of kinds', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startControlPlane({ controllers: false });
    for (const view of KNOWN) await installDefinition(cluster, openDefinition(customKinds[view]));
  }, 120_000);
  afterAll(() => cluster?.stop(), 60_000);

  const requestsOf = async (...selection: readonly string[]): Promise<readonly string[]> => {
    const recorder = await startRequestRecorder(cluster);
    const args = ['check', ...selection, '-A', '-o', 'json', '--kubeconfig', recorder.kubeconfig];
    const { stdout } = await runKavmon(args, { timeout: 60_000 }).finally(recorder.stop);
    const { results } = JSON.parse(stdout) as Report;
    expect([...new Set(results.map(({ status }) => status))]).toEqual(['skipped']);
    return recorder.paths.map((path) => path.replace(/\?.*/, '')).toSorted();
  };
  const listOf = (view: CustomKindName): string => {
    const { group, version, resource } = customKinds[view];
    return `/apis/${group}/${version}/${resource}`;
  };

  it('costs no request more than one with those that are judged', async () => {
    const few = await requestsOf('-g', 'resources');
    expect(few.filter((path) => path === '/apis')).toHaveLength(1);
    expect(few.filter((path) => path.includes('/apis/') && !/\/(apps|autoscaling)\//.test(path))).toEqual(
      KNOWN.map(listOf).toSorted(),
    );
    const others = Array.from({ length: OTHER_COUNT }, (_, index) => openDefinition(otherKind(index)));
    for (let from = 0; from < OTHER_COUNT; from += 20)
      await Promise.all(others.slice(from, from + 20).map((definition) => installDefinition(cluster, definition)));
    expect(await requestsOf('-g', 'resources')).toEqual(few);
    expect(await requestsOf('-g', 'resources', '-n', 'keda')).not.toContain(listOf('certificates'));
  }, 300_000);
});
