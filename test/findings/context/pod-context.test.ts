import { describe, expect, it } from 'vitest';
import { addPodContext } from '../../../src/findings/context/pod-context.ts';
import type { ClusterData } from '../../../src/kubernetes/rows/cluster-data.ts';
import { projectNamespace } from '../../../src/kubernetes/views/namespaces.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import { projectReplicaSet } from '../../../src/kubernetes/views/replica-sets.ts';
import { projectMutatingWebhook } from '../../../src/kubernetes/views/webhooks.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { makeFinding, makeResult } from '../../support/sample-report.ts';

const HASH = '6d5f8c7b9';

const replicaSet = (revision: string, spec: object, name = `web-${HASH}`) =>
  projectReplicaSet({
    metadata: {
      ...{ name, namespace: 'shop', uid: `uid-${name}` },
      annotations: { 'deployment.kubernetes.io/revision': revision },
      ownerReferences: [{ kind: 'Deployment', name: 'web', uid: 'uid-web', controller: true }],
    },
    spec: { replicas: 1, selector: {}, template: { spec: { containers: [{ name: 'web', ...spec }] } } },
  });

const serviceOf = (name: string, namespace = 'shop') => ({ ref: { kind: 'Service', namespace, name } });

const viewsOf = (rows: Readonly<Record<string, readonly unknown[]>>) =>
  Object.fromEntries(Object.entries(rows).map(([name, list]) => [name, { rows: list }])) as ClusterData['views'];

const evidenceOf = (pod: PodRow, rows: Readonly<Record<string, readonly unknown[]>>, evidence: object = {}) => {
  const finding = makeFinding({ evidence: { pod: pod.ref.name, container: 'web', ...evidence } });
  const [result] = addPodContext([makeResult({ findings: [finding] })], viewsOf({ pods: [pod], ...rows }));
  return result?.findings[0]?.evidence;
};

const podWith = (spec: object) => buildPod({ containers: [buildContainer({ spec: { image: 'web:2', ...spec } })] });

/** The spec of a pod is given whole, when fields beside its containers are of interest. */
const podOf = (containers: readonly object[], podSpec: object = {}, name = 'web-1') =>
  buildPod({ name, spec: { containers: containers as never, ...podSpec } });

describe('what the rollout changed', () => {
  const before = {
    image: 'web:1',
    env: [{ name: 'OLD', value: '1' }],
    resources: { limits: { memory: '512Mi' } },
    livenessProbe: { httpGet: { port: 80 }, timeoutSeconds: 5 },
  };
  const after = {
    image: 'web:2',
    env: [{ name: 'NEW', value: '1' }],
    resources: { limits: { memory: '64Mi' } },
    livenessProbe: { httpGet: { port: 80 }, timeoutSeconds: 1 },
  };
  const older = replicaSet('4', before, 'web-old');

  it('is told of a pod of the newest revision', () => {
    expect(evidenceOf(podWith(after), { replicaSets: [older, replicaSet('5', after)] })).toMatchObject({
      changedInRollout: [
        'web: image web:1 → web:2',
        'web: limit of memory 512Mi → 64Mi',
        'web: liveness probe, timeout 5 → 1',
        'web: variable NEW added',
        'web: variable OLD removed',
      ],
    });
  });

  it.each([
    ['of the revision before', [older, replicaSet('3', after)]],
    ['of the only revision with pods', [replicaSet('5', after)]],
    ['without a ReplicaSet that was read', []],
  ])('is not told of a pod %s', (_, replicaSets) => {
    expect(evidenceOf(podWith(after), { replicaSets })).toEqual({ pod: 'web-1', container: 'web' });
  });
});

describe('what the rollout of a StatefulSet or DaemonSet changed', () => {
  const podOfSet = (kind: string, labels: Record<string, string>, image: string, name: string) =>
    buildPod({ name, owner: `${kind}/db`, labels, containers: [buildContainer({ spec: { image } })] });
  const hash = (revision: string) => ({ 'controller-revision-hash': revision });
  const changes = (pod: PodRow, other: PodRow, updateRevision?: string) =>
    evidenceOf(pod, {
      pods: [pod, other],
      statefulSets: updateRevision === undefined ? [] : [{ uid: 'uid-db', updateRevision }],
    })?.changedInRollout;

  it('is told against a pod of the revision before', () => {
    const [young, old] = [
      podOfSet('StatefulSet', hash('db-2'), 'db:2', 'db-1'),
      podOfSet('StatefulSet', hash('db-1'), 'db:1', 'db-0'),
    ];
    expect(changes(young, old, 'db-2')).toEqual(['web: image db:1 → db:2']);
    expect(changes(old, young, 'db-2')).toBeUndefined();
    expect(changes(young, old)).toBeUndefined();
    const of = (generation: string, image: string, name: string) =>
      podOfSet('DaemonSet', { 'pod-template-generation': generation }, image, name);
    expect(changes(of('10', 'db:2', 'db-a'), of('9', 'db:1', 'db-b'))).toEqual(['web: image db:1 → db:2']);
    expect(changes(of('9', 'db:1', 'db-b'), of('10', 'db:2', 'db-a'))).toBeUndefined();
    expect(
      changes(podOfSet('DaemonSet', {}, 'db:2', 'db-a'), podOfSet('DaemonSet', {}, 'db:1', 'db-b')),
    ).toBeUndefined();
  });
});

describe('a pod that is unlike its template', () => {
  const webhook = (name: string, more: object = {}) =>
    projectMutatingWebhook({
      metadata: { name },
      webhooks: [
        {
          ...{ name: `${name}.acme.test`, clientConfig: {}, sideEffects: 'None', admissionReviewVersions: ['v1'] },
          rules: [{ apiGroups: [''], operations: ['CREATE'], resources: ['pods'] }],
          ...more,
        },
      ],
    });
  const namespaces = [projectNamespace({ metadata: { name: 'shop', labels: { inject: 'yes' } } })];
  const webhooks = [
    webhook('limiter', { namespaceSelector: { matchLabels: { inject: 'yes' } } }),
    webhook('elsewhere', { namespaceSelector: { matchLabels: { inject: 'no' } } }),
    webhook('volumes', { rules: [{ apiGroups: [''], operations: ['CREATE'], resources: ['persistentvolumes'] }] }),
  ];
  const rows = (spec: object) => ({ replicaSets: [replicaSet('5', spec)], mutatingWebhooks: webhooks, namespaces });

  it('is told with the webhooks that may have changed it', () => {
    const pod = podWith({ resources: { limits: { memory: '64Mi', cpu: '1' } } });
    expect(evidenceOf(pod, rows({ image: 'web:2', resources: { limits: { memory: '512Mi' } } }))).toMatchObject({
      differsFromTemplate: ['web: limit of memory 512Mi → 64Mi'],
      mutatingWebhooks: ['limiter.acme.test of MutatingWebhookConfiguration limiter'],
    });
  });

  it('is told of a container that the template does not have', () => {
    expect(evidenceOf(podWith({}), rows({ name: 'other' }))?.differsFromTemplate).toEqual([
      `web: the template of ReplicaSet web-${HASH} has no such container`,
    ]);
  });

  it('is not told of what admission filled in where the template says nothing', () => {
    const pod = podWith({ resources: { limits: { memory: '64Mi' }, requests: { cpu: '1' } } });
    expect(evidenceOf(pod, rows({ image: 'web:2' }))).toEqual({ pod: 'web-1', container: 'web' });
  });
});

describe('a port that is taken', () => {
  const web = { name: 'web', image: 'web:2', ports: [{ containerPort: 8080 }] };
  const stats = { name: 'stats', image: 'stats:1', ports: [{ containerPort: 8080 }] };
  const log = ['12:00:30 listen tcp :8080: bind: address already in use'];

  it.each([
    ['12:00:30 listen tcp :8080: bind: address already in use'],
    ['Error: listen EADDRINUSE: address already in use :::8080'],
    ['Web server failed to start. Port 8080 was already in use.'],
  ])('is told with the container beside: %s', (line) => {
    expect(evidenceOf(podOf([web, stats]), {}, { log: [line] })?.portTakenBy).toEqual([
      'port 8080: container stats of the same pod declares it',
    ]);
  });

  it('is told with the pod on the network of the same node', () => {
    const pods = [podOf([web], { hostNetwork: true, nodeName: 'node-1' })];
    const other = (name: string, nodeName: string) => podOf([stats], { hostNetwork: true, nodeName }, name);
    const rows = { pods: [...pods, other('near-1', 'node-1'), other('far-1', 'node-2')] };
    expect(evidenceOf(pods[0] as PodRow, rows, { log })?.portTakenBy).toEqual([
      'port 8080: container stats of pod shop/near-1 on the same node declares it',
    ]);
  });

  it('is not told where nobody else declares it, or the log says nothing of it', () => {
    expect(evidenceOf(podOf([web]), {}, { log })).not.toHaveProperty('portTakenBy');
    expect(evidenceOf(podOf([web, stats]), {}, { log: ['listening on :8080'] })).not.toHaveProperty('portTakenBy');
  });
});

describe('an address that names no Service', () => {
  const services = [serviceOf('redis-master'), serviceOf('mail', 'post')];
  const unknown = (log: readonly string[], env: readonly object[] = [], podSpec: object = {}) =>
    evidenceOf(podOf([{ name: 'web', image: 'web:2', env }], podSpec), { services }, { log });

  it.each([
    [
      'dial tcp: lookup redis-mater on 10.0.0.10:53: no such host',
      'redis-mater: there is no Service redis-mater in namespace shop; the nearest is redis-master',
    ],
    ['getaddrinfo ENOTFOUND mail', 'mail: there is no Service mail in namespace shop; namespace post has one'],
    [
      'java.net.UnknownHostException: db.shop.svc.cluster.local',
      'db.shop.svc.cluster.local: there is no Service db in namespace shop',
    ],
    [
      'could not translate host name "mial.post" to address',
      'mial.post: there is no Service mial in namespace post; the nearest is mail',
    ],
  ])('in the log is told with the nearest: %s', (line, text) => {
    expect(unknown([line])?.unknownHosts).toEqual([text]);
  });

  it.each([
    'lookup redis-master: no such host',
    'lookup api.example.com: no such host',
    'lookup example.com: no such host',
    'lookup db.unread.svc: no such host',
    'could not resolve host: localhost',
  ])('is not told of a Service, nor of a name outside: %s', (line) => {
    expect(unknown([line])).not.toHaveProperty('unknownHosts');
  });

  it('in a variable is told where another is near', () => {
    const env = [
      { name: 'REDIS_URL', value: 'redis://redis-mster:6379' },
      { name: 'MASTER_URL', value: 'redis://redis-master:6379' },
      { name: 'OTHER_URL', value: 'http://somewhere:80' },
    ];
    expect(unknown([], env)?.unknownHosts).toEqual([
      'redis-mster:6379 in REDIS_URL: there is no Service redis-mster in namespace shop; the nearest is redis-master',
    ]);
  });

  it.each([
    [{ dnsPolicy: 'None', dnsConfig: { nameservers: ['9.9.9.9'] } }, /^dnsPolicy None: it asks only 9.9.9.9/],
    [{ dnsPolicy: 'Default' }, /^dnsPolicy Default/],
    [{ hostNetwork: true }, /^hostNetwork without/],
    [{ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }, undefined],
    [{ dnsPolicy: 'None', dnsConfig: { nameservers: ['169.254.20.10'] } }, undefined],
    [{ dnsPolicy: 'ClusterFirst' }, undefined],
  ])('is told with the DNS that the pod asks: %o', (podSpec, text) => {
    const dns = unknown(['lookup redis-master: no such host'], [], podSpec)?.dns;
    if (text === undefined) expect(dns).toBeUndefined();
    else expect(dns).toMatch(text);
    expect(unknown(['ready'], [], podSpec)).not.toHaveProperty('dns');
  });
});

it('a variable that is set twice is named', () => {
  const env = ['A', 'B', 'A'].map((name) => ({ name, value: 'x' }));
  expect(evidenceOf(podWith({ env }), {})?.setTwice).toEqual(['A']);
});

it('findings without a pod stay as they are', () => {
  const results = [makeResult({ findings: [makeFinding()] })];
  expect(addPodContext(results, {})).toBe(results);
});
