import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Report } from '../../../src/model/result.ts';
import { controlPlaneMissing, startControlPlane, type TestCluster, waitFor } from '../../cluster/cluster.ts';
import { namespaceManifest } from '../../cluster/objects.ts';
import { waitUntilOlder } from '../../cluster/server-clock.ts';
import { startTraefik, type TestTraefik, traefikMissing } from '../../cluster/traefik.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { runKavmon } from '../../support/run-process.ts';
import { reportCrash } from './gateway-controller/crashing-pod.ts';
import { type GatewayCase, illCases } from './gateway-controller/ill-cases.ts';
import { installGatewayApi } from './gateway-controller/install-gateway-api.ts';
import * as make from './gateway-controller/objects.ts';
import { addStaleAnswer, isAnswered } from './gateway-controller/route-status.ts';
import { wellObjects } from './gateway-controller/well-objects.ts';

const describeTraefik = describeUnless((await controlPlaneMissing()) ?? (await traefikMissing()));
const GRACE_SECONDS = 5;

describeTraefik('Traefik as the controller of Gateways', () => {
  let cluster: TestCluster;
  let traefik: TestTraefik;
  let ill: readonly GatewayCase[];

  beforeAll(async () => {
    cluster = await startControlPlane({ controllers: false });
    await installGatewayApi(cluster);
    traefik = await startTraefik(cluster);
    ill = illCases(traefik);
    await cluster.apply(wellObjects(traefik));
    await cluster.apply(ill.map(({ namespace }) => namespaceManifest(namespace)));
    await cluster.apply(ill.flatMap(({ objects }) => objects));
    await reportCrash(cluster, 'no-endpoints');
    await waitFor('Traefik to answer', 60, () => isAnswered(cluster));
    await addStaleAnswer(cluster, 'well', 'plain', 'False');
    await addStaleAnswer(cluster, 'other-host', 'route', 'True');
    await waitUntilOlder(cluster, GRACE_SECONDS);
  }, 600_000);
  afterAll(() => cluster?.stop(), 60_000);

  const check = async (grace: string): Promise<Report> => {
    const file = join(cluster.folder, 'graces.json');
    const names = ['gateways', 'gateway-routes', 'service-endpoints'];
    await writeFile(file, JSON.stringify({ checks: Object.fromEntries(names.map((name) => [name, { grace }])) }));
    const args = ['check', '-c', file, '-g', 'network', '-g', 'pods', '-A', '-o', 'json'];
    const { stdout } = await runKavmon([...args, '--kubeconfig', cluster.kubeconfig], { timeout: 60_000 });
    return JSON.parse(stdout);
  };

  it('names each fault once, at its root, and nothing that is well', async () => {
    const report = await check(`${GRACE_SECONDS}s`);
    const rootsByPlace = report.problems.map(({ object }) => titleOf(object)).toSorted();
    const expected = ill.map(({ namespace, root }) => rootTitle(namespace, root[0])).toSorted();
    expect(rootsByPlace).toEqual(expected);
    const findings = report.results.flatMap((result) => result.findings);
    for (const { namespace, root, consequences = [] } of ill) {
      const [problem] = report.problems.filter(({ object }) => titleOf(object) === rootTitle(namespace, root[0]));
      expect(problem?.message).toMatch(root[1]);
      const finding = findings.find(({ fingerprint }) => fingerprint === problem?.fingerprint);
      expect(finding?.next[0]).toMatch(/^kubectl .*(describe|logs) /);
      const following = report.consequences.filter(({ causedBy }) => causedBy === problem?.fingerprint);
      expect(following.map(({ object }) => `${object?.kind} ${object?.name}`).toSorted()).toEqual(
        consequences.toSorted(),
      );
    }
  }, 120_000);

  it('has time to answer', async () => {
    const { problems } = await check('1h');
    // The pod says that it has crashed for an hour.
    expect(problems.map(({ object }) => titleOf(object))).toEqual(['Pod no-endpoints/web']);
  }, 120_000);

  it('that is gone is missed by what changes afterwards, and not by what it had taken', async () => {
    await traefik.stop();
    await cluster.apply([
      make.httpRoute('well', 'plain', { hostnames: ['changed.test'] }),
      make.httpRoute('well', 'newest'),
    ]);
    await waitUntilOlder(cluster, GRACE_SECONDS);
    const { problems } = await check(`${GRACE_SECONDS}s`);
    const inWell = problems.filter(({ object }) => object?.namespace === 'well');
    expect(inWell.map(({ object, level, message }) => `${level} ${titleOf(object)}: ${message}`).toSorted()).toEqual([
      expect.stringMatching(
        /^fault HTTPRoute well\/newest: not attached to Gateway edge\/edge .*: no controller has answered$/,
      ),
      expect.stringMatching(/^warning HTTPRoute well\/plain: its controller has not looked at the newest change/),
    ]);
  }, 120_000);
});

type ReportedObject = Report['problems'][number]['object'];

const titleOf = (object: ReportedObject): string =>
  `${object?.kind} ${object?.namespace === undefined ? '' : `${object.namespace}/`}${object?.name}`;

const rootTitle = (namespace: string, root: string): string => {
  const [kind = '', name = ''] = root.split(' ');
  return titleOf(kind === 'GatewayClass' ? { kind, name } : { kind, namespace, name });
};
