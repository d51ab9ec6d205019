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
import { jobManifest } from '../cluster/job-objects.ts';
import {
  daemonSetManifest,
  deploymentManifest,
  podSpec,
  type SpecFields,
  statefulSetManifest,
  webContainer,
} from '../cluster/objects.ts';
import { createScenarios, type ScenarioStage } from '../cluster/scenario.ts';
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

  it('ends early at workloads whose pods a policy refuses, as only their events say, and so does a gate', async () => {
    const namespace = 'guarded';
    const pod = podSpec([webContainer('web')]);
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    const objects = [
      statefulSetManifest(namespace, 'set', { replicas: 1, pod }),
      daemonSetManifest(namespace, 'daemon', pod),
      jobManifest(namespace, 'run', 'true'),
    ];
    await createScenarios(stage, [{ title: 'refused', namespace, labels, objects, expect: [] }]);
    const common = ['-n', namespace, '--kubeconfig', cluster.kubeconfig, '-o', 'json'];
    for (const target of ['sts/set', 'ds/daemon', 'job/run']) {
      const watched = await runKavmon(['status', target, ...common, '--watch', '--for', '90s'], { timeout: 120_000 });
      expect([target, watched.code, watched.stderr]).toEqual([
        ...[target, 1, expect.stringContaining('it cannot heal by itself: nothing more to wait for')],
      ]);
      expect(JSON.parse(watched.stdout).workloads[0].text).toMatch(/FailedCreate .*violates PodSecurity "restricted/);
    }
    const gate = ['check', '--namespace', namespace, '--kubeconfig', cluster.kubeconfig, '-g', 'pods,workloads'];
    const gated = await runKavmon([...gate, '--wait', '5m', '-o', 'json'], { timeout: 200_000 });
    expect(gated.code).toBe(1);
    expect(JSON.parse(gated.stdout).warnings.join()).toMatch(
      /does not mend itself, its pods are refused: .*PodSecurity/,
    );
  }, 500_000);
});
