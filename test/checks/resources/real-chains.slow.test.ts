import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { customKinds } from '../../../src/kubernetes/custom-kinds.ts';
import type { Report } from '../../../src/model/result.ts';
import { controlPlaneMissing, startControlPlane, type TestCluster } from '../../cluster/cluster.ts';
import { namespaceManifest } from '../../cluster/objects.ts';
import { waitUntilOlder } from '../../cluster/server-clock.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { runKavmon } from '../../support/run-process.ts';
import { storeObject } from './real-chains/chain-objects.ts';
import { CHAIN_KINDS, type Chain, chains } from './real-chains/chains.ts';
import { installDefinition } from './real-kinds/install-kinds.ts';
import { type KindDefinition, publishedDefinitions } from './real-kinds/kind-definitions.ts';

const describeCluster = describeUnless(await controlPlaneMissing());
const GRACE_SECONDS = 5;
const CHECKS = [
  ...['databases', 'keda', 'external-secrets', 'cert-manager', 'argo', 'tls-secrets'],
  ...['autoscalers', 'crash-loops', 'container-starts'],
];

describeCluster('objects of operators on a real API server, and what they are made of', () => {
  let cluster: TestCluster;
  let report: Report;

  beforeAll(async () => {
    cluster = await startControlPlane({ controllers: false });
    const published = await publishedDefinitions();
    const definitions = CHAIN_KINDS.map((view) =>
      published.get(`${customKinds[view].resource}.${customKinds[view].group}`),
    );
    await Promise.all(definitions.map((definition) => installDefinition(cluster, definition as KindDefinition)));
    await Promise.all(chains().map(store));
    await waitUntilOlder(cluster, GRACE_SECONDS);
    report = await check();
  }, 600_000);
  afterAll(() => cluster?.stop(), 60_000);

  const store = async ({ namespace, objects }: Chain): Promise<void> => {
    await cluster.apply([
      namespaceManifest(namespace),
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } },
    ]);
    for (const object of objects) await storeObject(cluster, object);
  };

  const check = async (): Promise<Report> => {
    const file = join(cluster.folder, 'graces.json');
    const graces = Object.fromEntries(
      CHECKS.filter((name) => name !== 'crash-loops').map((name) => [name, { grace: `${GRACE_SECONDS}s` }]),
    );
    await writeFile(file, JSON.stringify({ checks: graces }));
    const names = CHECKS.flatMap((name) => ['-n', name]);
    const args = ['check', '-c', file, ...names, '-A', '-o', 'json', '--kubeconfig', cluster.kubeconfig];
    const { stdout } = await runKavmon(args, { timeout: 60_000 });
    return JSON.parse(stdout);
  };

  it.each(chains())('are told once, under their root, in namespace $namespace', ({ namespace, roots }) => {
    const own = report.problems.filter(({ object }) => object?.namespace === namespace);
    const found = own.map(({ object, fingerprint }) => {
      const following = report.consequences.filter(({ causedBy }) => causedBy === fingerprint);
      return [titleOf(object), following.map((one) => titleOf(one.object)).toSorted()] as const;
    });
    expect(Object.fromEntries(found)).toEqual(roots);
  });
});

const titleOf = (object: Report['problems'][number]['object']): string => `${object?.kind} ${object?.name}`;
