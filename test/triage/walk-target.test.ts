import { describe, expect, it } from 'vitest';
import type { ObjectRef } from '../../src/model/result.ts';
import { chainVerdict, firstBrokenLink } from '../../src/triage/chain.ts';
import { type TriageRows, triageCluster } from '../../src/triage/cluster.ts';
import { outermostTargets, walkTarget } from '../../src/triage/walk-target.ts';
import { ingressRow } from '../checks/network/ingress-rows.ts';
import { endpointSliceRow, selectedDeployment, serviceRow } from '../checks/network/services.ts';
import { buildContainer, buildPod, TEST_NOW, terminatedState, waitingState } from '../support/build-pods.ts';
import { buildRow } from '../support/build-rows.ts';

const ref = (kind: string, name: string): ObjectRef => ({ kind, namespace: 'shop', name });

const clusterOf = (rows: TriageRows['rows'], more: Partial<TriageRows> = {}) =>
  triageCluster({ rows, unread: {}, namespaces: null, now: TEST_NOW, ...more });

const crashing = buildContainer({
  state: waitingState('CrashLoopBackOff'),
  lastState: terminatedState(3),
  restarts: 8,
  ready: false,
});

const unready = buildContainer({ ready: false });

const deployment = (available: number, replicas = 1, age = '1h', status = {}) =>
  buildRow('deployments', {
    name: 'web',
    age,
    spec: { replicas, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } } },
    status: { availableReplicas: available, updatedReplicas: replicas, ...status },
  });

const shop = (pods: readonly ReturnType<typeof buildPod>[], more: TriageRows['rows'] = {}): TriageRows['rows'] => ({
  ingresses: [ingressRow({ address: '192.0.2.1' })],
  services: [serviceRow()],
  endpointSlices: [endpointSliceRow(pods)],
  pods,
  deployments: [deployment(pods.filter(({ conditions }) => conditions[0]?.status === 'True').length)],
  jobs: [],
  ...more,
});

/** `route ok`, `service ok`, ... of the first path. */
const walked = (target: ObjectRef, cluster: ReturnType<typeof clusterOf>) =>
  walkTarget(target, cluster).paths[0]?.links.map(({ kind, verdict }) => `${kind} ${verdict}`);

const textOf = (target: ObjectRef, cluster: ReturnType<typeof clusterOf>, kind: string) =>
  walkTarget(target, cluster).paths[0]?.links.find((link) => link.kind === kind)?.text;

describe('a walk from the outside in', () => {
  it('passes every link of a route that is well', () => {
    const cluster = clusterOf(shop([buildPod()]));
    expect(walked(ref('Ingress', 'shop'), cluster)).toEqual([
      ...['route ok', 'service ok', 'endpoints ok', 'workload ok', 'pod ok', 'container ok'],
    ]);
    expect(chainVerdict(walkTarget(ref('Ingress', 'shop'), cluster))).toBe('ok');
  });

  it('goes on behind the first broken link to the container that is to blame', () => {
    const cluster = clusterOf(shop([buildPod({ containers: [crashing] })]));
    const [path] = walkTarget(ref('Ingress', 'shop'), cluster).paths;
    expect(path && firstBrokenLink(path)?.kind).toBe('endpoints');
    expect(path?.links.at(-1)).toMatchObject({
      kind: 'container',
      verdict: 'broken',
      text: 'container web waits in CrashLoopBackOff, 8 restarts, it last ended with Error, exit code 3',
      object: { container: 'web' },
      termination: { exitCode: 3 },
      log: { container: 'web', previous: true },
    });
  });

  it('has a path for each Service that a route sends to', () => {
    const paths = ['web', 'cart'].map((name) => ({
      path: `/${name}`,
      backend: { service: { name, port: { number: 80 } } },
    }));
    const ingress = ingressRow({ spec: { rules: [{ host: 'shop.test', http: { paths } }] } });
    const chain = walkTarget(ref('Ingress', 'shop'), clusterOf(shop([buildPod()], { ingresses: [ingress] })));
    expect(chain.paths.map((path) => path.links[1]?.verdict)).toEqual(['ok', 'broken']);
    expect(chain.paths[1]?.links[1]?.text).toBe('there is no Service cart: its namespace has web');
  });

  it('ends at an external name, and at endpoints that somebody made by hand', () => {
    const external = serviceRow({
      spec: { type: 'ExternalName', externalName: 'db.example', selector: {}, ports: [] },
    });
    expect(walked(ref('Service', 'web'), clusterOf(shop([], { services: [external] })))).toEqual(['service ok']);
    const slice = buildRow('endpointSlices', {
      name: 'web-1',
      labels: { 'kubernetes.io/service-name': 'web' },
      more: { endpoints: [{ addresses: ['10.0.0.9'], conditions: { ready: true } }] },
    });
    const manual = { services: [serviceRow({ spec: { selector: null } })], endpointSlices: [slice] };
    expect(walked(ref('Service', 'web'), clusterOf(shop([], manual)))).toEqual(['service ok', 'endpoints ok']);
  });

  it('names what leads to a target from the outside', () => {
    const cluster = clusterOf(shop([buildPod()]));
    expect(walkTarget(ref('Deployment', 'web'), cluster).outer).toEqual([ref('Service', 'web')]);
    expect(walkTarget(ref('Service', 'web'), cluster).outer).toEqual([ref('Ingress', 'shop')]);
    expect(outermostTargets([ref('Deployment', 'web')], cluster)).toEqual([ref('Ingress', 'shop')]);
  });
});

describe('a link that was not read', () => {
  it.each(['services', 'endpointSlices', 'pods'] as const)('is unknown, and never ok, without the %s', (view) => {
    const { [view]: _, ...rows } = shop([buildPod()]);
    const unread = { [view]: `${view} are forbidden` };
    const chain = walkTarget(ref('Ingress', 'shop'), clusterOf(rows, { unread }));
    expect(chainVerdict(chain)).toBe('unknown');
    expect(chain.paths[0]?.links.map(({ text }) => text)).toContain(`${view} are forbidden`);
  });

  it('is unknown where its namespace is none of those that were read', () => {
    const route = buildRow('httpRoutes', {
      name: 'shop',
      spec: { rules: [{ backendRefs: [{ name: 'web', namespace: 'elsewhere', port: 80 }] }] },
    });
    const cluster = clusterOf(shop([], { httpRoutes: [route] }), { namespaces: ['shop'] });
    expect(textOf(ref('HTTPRoute', 'shop'), cluster, 'service')).toContain('namespace elsewhere was not read');
  });
});

describe('what is not broken', () => {
  it('is a rollout whose old pods serve while a new one starts or crashes', () => {
    const pods = [buildPod(), buildPod({ name: 'web-2', containers: [crashing] })];
    const cluster = clusterOf(shop(pods, { deployments: [deployment(1, 2)] }));
    expect(chainVerdict(walkTarget(ref('Ingress', 'shop'), cluster))).toBe('suspicious');
    expect(textOf(ref('Ingress', 'shop'), cluster, 'pod')).toContain('1 of 2 are ready');
  });

  it('is a pod that has just started, but for one that fails already', () => {
    const young = { name: 'web-1', age: '10s' };
    const starting = buildPod({ ...young, containers: [buildContainer({ ready: false })] });
    const rows = (pod: typeof starting) => shop([pod], { deployments: [deployment(0, 1, '10s')] });
    expect(walked(ref('Deployment', 'web'), clusterOf(rows(starting)))).toEqual([
      ...['workload suspicious', 'pod suspicious', 'container suspicious'],
    ]);
    const failing = buildPod({
      ...young,
      containers: [buildContainer({ state: waitingState('ErrImagePull'), ready: false })],
    });
    expect(walked(ref('Pod', 'web-1'), clusterOf(rows(failing)))).toEqual(['pod broken', 'container broken']);
  });

  it.each([
    ['its only pod was made anew', { age: '20s', containers: [unready] }, 0, 'suspicious'],
    ['its only pod is ready, and not yet available', { age: '3m' }, 1, 'suspicious'],
    ['its only pod has not become ready for long', { age: '3m', containers: [unready] }, 0, 'broken'],
  ] as const)('is an old Deployment without available replicas while %s', (_, pod, readyReplicas, verdict) => {
    const deployments = [deployment(0, 1, '1h', { readyReplicas })];
    expect(walked(ref('Deployment', 'web'), clusterOf(shop([buildPod(pod)], { deployments })))?.[0]).toBe(
      `workload ${verdict}`,
    );
  });

  it('is a Deployment whose new pod starts while the one before is leaving', () => {
    const leaving = buildPod({ name: 'web-0', metadata: { deletionTimestamp: '2026-03-10T12:00:20Z' } });
    const pods = [buildPod({ age: '20s', containers: [unready] }), leaving];
    const cluster = clusterOf(shop(pods, { deployments: [deployment(0)] }));
    expect(walked(ref('Deployment', 'web'), cluster)?.[0]).toBe('workload suspicious');
  });

  it('is the pod of a Job whose image is pulled for three minutes, and that of a Deployment is', () => {
    const parts = {
      name: 'load-1',
      age: '3m',
      phase: 'Pending',
      containers: [buildContainer({ state: waitingState('ContainerCreating'), ready: false })],
    };
    const verdictOf = (owner: string) =>
      walked(ref('Pod', 'load-1'), clusterOf({ jobs: [], pods: [buildPod({ ...parts, owner })], services: [] }))?.[0];
    expect(verdictOf('Job/load')).toBe('pod suspicious');
    expect(verdictOf('ReplicaSet/web-1')).toBe('pod broken');
  });

  it('is a ReplicaSet of a controller that is not read, as a Rollout of Argo', () => {
    const labels = { app: 'web', 'rollouts-pod-template-hash': '6f7c9' };
    const pods = [buildPod({ labels, owner: 'ReplicaSet/web-6f7c9' })];
    const replicaSet = buildRow('replicaSets', {
      name: 'web-6f7c9',
      labels,
      owner: 'Rollout/web',
      spec: { replicas: 1 },
      status: { readyReplicas: 1, availableReplicas: 1 },
    });
    const cluster = clusterOf(shop(pods, { deployments: [], replicaSets: [replicaSet] }));
    const links = walkTarget(ref('Service', 'web'), cluster).paths[0]?.links.slice(2);
    expect(links?.map(({ object, verdict }) => `${object.kind} ${object.name} ${verdict}`)).toEqual([
      'ReplicaSet web-6f7c9 ok',
      `Pod ${pods[0]?.ref.name} ok`,
      `Pod ${pods[0]?.ref.name} ok`,
    ]);
  });

  it('is a workload scaled to zero, unless a route leads to it', () => {
    const rows = { deployments: [selectedDeployment(0)], endpointSlices: [endpointSliceRow([])] };
    const idle = clusterOf(shop([], { ...rows, ingresses: [] }));
    expect(walked(ref('Service', 'web'), idle)).toEqual([
      ...['service ok', 'endpoints suspicious', 'workload suspicious'],
    ]);
    expect(walked(ref('Ingress', 'shop'), clusterOf(shop([], rows)))?.[2]).toBe('endpoints broken');
  });

  it('is a Job that succeeded after a pod of it had failed', () => {
    const job = buildRow('jobs', {
      name: 'load',
      status: { succeeded: 1, failed: 1, conditions: [{ type: 'Complete', status: 'True' }] },
    });
    const failed = buildPod({
      name: 'load-1',
      owner: 'Job/load',
      phase: 'Failed',
      containers: [buildContainer({ state: terminatedState(1) })],
    });
    const cluster = clusterOf({ jobs: [job], pods: [failed], services: [] });
    expect(walked(ref('Pod', 'load-1'), cluster)).toEqual(['pod suspicious']);
    expect(walked(ref('Job', 'load'), cluster)).toEqual(['workload ok', 'pod suspicious']);
  });
});
