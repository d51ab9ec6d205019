import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StatusDocument } from '../../src/commands/status/status-document.ts';
import {
  START_TIMEOUT_MS,
  startRegistries,
  startWholeCluster,
  type TestCluster,
  wholeClusterMissing,
} from '../cluster/cluster.ts';
import { evictOne } from '../cluster/evict.ts';
import { createHealthy, HEALTHY_SCENARIOS } from '../cluster/healthy.ts';
import { deploymentManifest, podSpec, type SpecFields, webContainer } from '../cluster/objects.ts';
import { createScenarios, type ScenarioStage, startChanges } from '../cluster/scenario.ts';
import { describeUnless } from '../support/describe-unless.ts';
import { pollUntil } from '../support/poll-until.ts';
import { runKavmon, startKavmon } from '../support/run-process.ts';

const describeCluster = describeUnless(await wholeClusterMissing());

const NAMESPACE = 'moves';

interface ShopParts {
  readonly replicas?: number;
  /** Added to its container. */
  readonly more?: SpecFields;
}

/** A Deployment that asks for a new revision wherever its container differs. */
const shop = ({ replicas = 2, more = {} }: ShopParts = {}) =>
  deploymentManifest(NAMESPACE, 'shop', {
    replicas,
    spec: { progressDeadlineSeconds: 20 },
    pod: podSpec([webContainer('web', more)]),
  });

/** Slow enough that whoever watches sees it on its way. */
const SLOW_RELEASE: SpecFields = {
  env: [{ name: 'RELEASE', value: '2' }],
  readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 2, initialDelaySeconds: 8 },
};

const release = (value: string): SpecFields => ({ env: [{ name: 'RELEASE', value }] });

describeCluster('a status that is watched on a real cluster', () => {
  let cluster: TestCluster;
  let stage: ScenarioStage;
  beforeAll(async () => {
    const whole = await startWholeCluster();
    cluster = whole.cluster;
    stage = { ...whole, registries: await startRegistries(cluster, whole.node) };
    await createScenarios(stage, [{ title: 'moves', namespace: NAMESPACE, objects: [shop()], expect: [] }]);
  }, START_TIMEOUT_MS);
  afterAll(() => cluster?.stop(), 60_000);

  const shopArgs = () => ['status', 'deploy/shop', '-n', NAMESPACE, '--kubeconfig', cluster.kubeconfig, '-o', 'json'];
  const watch = async (limit = '90s') => {
    const outcome = await runKavmon([...shopArgs(), '--watch', '--for', limit], { timeout: 150_000 });
    if (outcome.stdout === '') throw new Error(outcome.stderr);
    const document = JSON.parse(outcome.stdout) as StatusDocument;
    const [workload] = document.workloads;
    if (workload === undefined) throw new Error('the document has no workload');
    return { ...outcome, document, workload };
  };

  it('follows a new Deployment until it runs', async () => {
    const { code, document, workload } = await watch();
    expect(workload).toMatchObject({ state: 'running', wanted: 2, responsive: 2, rollout: null });
    expect(document.settled).toBe(true);
    expect(code).toBe(0);
  }, 180_000);

  it('follows a rollout to its end, and tells of both revisions on the way', async () => {
    await cluster.apply([shop({ more: SLOW_RELEASE })]);
    const { code, stderr, workload } = await watch();
    expect(stderr).toMatch(/Deployment moves\/shop: launching.*revision 1 serves/);
    expect(stderr).toMatch(/Pod shop-\S+: Responsive/);
    expect(stderr).toMatch(/Pod shop-\S+: Decommissioned/);
    expect(workload).toMatchObject({ state: 'running', responsive: 2, rollout: null });
    expect(new Set(workload.replicas.map(({ revision }) => revision)).size).toBe(1);
    expect(workload.deleted.map(({ state }) => state)).toContain('Deleted');
    expect(code).toBe(0);
  }, 180_000);

  it('follows a scale-up to its end', async () => {
    await cluster.apply([shop({ replicas: 4, more: SLOW_RELEASE })]);
    const { code, workload } = await watch();
    expect(workload).toMatchObject({ state: 'running', wanted: 4, responsive: 4 });
    expect(code).toBe(0);
  }, 180_000);

  it('follows a drain until the evicted replica is replaced', async () => {
    await evictOne(cluster, NAMESPACE, 'shop');
    const { code, workload, document } = await watch();
    expect(workload).toMatchObject({ state: 'running', responsive: 4 });
    expect(workload.replicas.map(({ state }) => state)).not.toContain('Decommissioned');
    expect(document.settled).toBe(true);
    expect(code).toBe(0);
  }, 180_000);

  it('ends early at an upgrade whose image cannot be, and says that the old revision serves', async () => {
    await cluster.apply([shop({ replicas: 4, more: { image: 'registry.acme.test/Shop/Web:2' } })]);
    const { code, stderr, document, workload, durationMs } = await watch('120s');
    expect(stderr).toContain('it cannot heal by itself');
    expect(durationMs).toBeLessThan(60_000);
    expect(workload.state).toBe('errored');
    expect(workload.text).toMatch(/InvalidImageName/);
    expect(workload.rollout?.text).toMatch(/revision 2 serves with \d, no replica of revision 3 became responsive/);
    expect(document.settled).toBe(false);
    expect(code).toBe(1);
  }, 180_000);

  it('ends at an upgrade that never becomes responsive once its deadline has passed', async () => {
    const readinessProbe = { httpGet: { path: '/missing', port: 8080 }, periodSeconds: 2 };
    await cluster.apply([shop({ replicas: 4, more: { ...release('4'), readinessProbe } })]);
    const { code, stderr, workload } = await watch('120s');
    expect(stderr).toContain('it cannot heal by itself');
    expect(workload.state).toBe('degraded');
    expect(workload.text).toContain('ProgressDeadlineExceeded');
    expect(workload.rollout?.candidate.responsive).toBe(0);
    expect(workload.rollout?.current?.responsive).toBeGreaterThan(0);
    expect(code).toBe(1);
  }, 180_000);

  it('ends within a second of a signal, with what it saw', async () => {
    await cluster.apply([
      shop({ replicas: 4, more: { ...release('5'), readinessProbe: { exec: { command: ['false'] } } } }),
    ]);
    const running = await startKavmon([...shopArgs(), '--watch']);
    await pollUntil(() => running.stderr().includes('Deployment moves/shop'), { what: 'a first look', ms: 30_000 });
    const signalled = performance.now();
    await running.kill('SIGTERM');
    const { code, stdout, leftovers } = await running.ended;
    expect(performance.now() - signalled).toBeLessThan(2000);
    expect(JSON.parse(stdout)).toMatchObject({ settled: false, workloads: [{ object: { name: 'shop' } }] });
    expect(leftovers).toEqual([]);
    expect(code).toBe(143);
  }, 90_000);

  it('calls nothing degraded or errored in healthy namespaces while they roll, scale, drain and finish Jobs', async () => {
    await createHealthy(stage);
    await startChanges(stage, HEALTHY_SCENARIOS);
    const healthy = new Set(HEALTHY_SCENARIOS.map(({ namespace }) => namespace));
    for (let look = 0; look < 3; look++) {
      const { stdout } = await runKavmon(['status', '-A', '--kubeconfig', cluster.kubeconfig, '-o', 'json'], {
        timeout: 60_000,
      });
      const { workloads, unread } = JSON.parse(stdout) as StatusDocument;
      const ill = workloads.filter(
        ({ object, state }) =>
          healthy.has(object.namespace ?? '') && ['errored', 'degraded', 'unknown'].includes(state),
      );
      expect(ill.map(({ object, text }) => `${object.kind} ${object.namespace}/${object.name}: ${text}`)).toEqual([]);
      expect(unread).toEqual([]);
    }
  }, 300_000);
});
