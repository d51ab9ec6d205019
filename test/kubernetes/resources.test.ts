import { describe, expect, it } from 'vitest';
import {
  fullResourceName,
  isReadByName,
  projectObject,
  resourceNames,
  resourceTable,
} from '../../src/kubernetes/resources.ts';
import { crashingPod, objectMeta, ownerReference, TEN_OCLOCK } from './api-objects.ts';

const TEN_MS = Date.parse(TEN_OCLOCK);

describe('projectObject', () => {
  it.each(resourceNames.filter((name) => name !== 'events'))('projects %s with nothing but a name', (name) => {
    const bare = { metadata: { name: 'a', uid: 'u', creationTimestamp: TEN_OCLOCK } };
    const { kind } = resourceTable[name];
    expect(projectObject(name, bare)).toMatchObject({ ref: { kind, name: 'a' }, uid: 'u', createdAt: TEN_MS });
  });

  it('refuses an object without a name', () => {
    expect(() => projectObject('pods', {})).toThrow('a Pod without a name');
  });

  it.each(['name', 'namespace'])('refuses an object whose %s is longer than any can be', (field) => {
    const named = (length: number) => ({ metadata: { name: 'a', namespace: 'shop', [field]: 'x'.repeat(length) } });
    expect(() => projectObject('pods', named(254))).toThrow('a Pod with a name of 254 characters');
    expect(projectObject('pods', named(253)).ref).toMatchObject({ [field]: 'x'.repeat(253) });
  });

  it('keeps state, owner and template of a pod, and no value of a variable', () => {
    const row = projectObject('pods', crashingPod('a'));
    expect(row).toMatchObject({
      ref: { kind: 'Pod', namespace: 'shop', name: 'a' },
      owner: { kind: 'ReplicaSet', name: 'web-abc', uid: 'uid-of-web-abc' },
      labels: { app: 'web' },
      phase: 'Running',
      node: 'node-a',
      ignore: 'x',
      containers: [
        {
          name: 'web',
          restartCount: 4,
          state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
          lastState: { terminated: { exitCode: 1, reason: 'Error', startedAt: TEN_MS, finishedAt: TEN_MS } },
        },
      ],
      template: {
        containers: [{ literals: ['PASSWORD', 'DATABASE'], credentials: ['DATABASE'], ownCommand: true }],
        references: [{ kind: 'Secret', name: 'web-token', key: 'token', via: 'env TOKEN', container: 'web' }],
      },
    });
    expect(JSON.stringify(row)).not.toContain('hunter2');
  });

  it('gives pods of one revision the same template, labels and owner', () => {
    const [one, other] = [projectObject('pods', crashingPod('a')), projectObject('pods', crashingPod('b'))];
    expect(one.template).toBe(other.template);
    expect(one.labels).toBe(other.labels);
    expect(one.owner).toBe(other.owner);
  });

  it('keeps one condition of a ready pod, and all of any other', () => {
    const condition = (type: string, status: string) => ({ type, status, lastTransitionTime: TEN_OCLOCK });
    const of = (ready: string) => {
      const conditions = [
        condition('PodScheduled', 'True'),
        condition('Ready', ready),
        condition('Initialized', 'True'),
      ];
      return projectObject('pods', { metadata: objectMeta('a'), status: { conditions } }).conditions.map(
        ({ type }) => type,
      );
    };
    expect(of('True')).toEqual(['Ready']);
    expect(of('False')).toEqual(['PodScheduled', 'Ready', 'Initialized']);
  });

  it('reads the epoch as no time, and finalizers only while an object is deleted', () => {
    const terminated = { exitCode: 128, startedAt: '1970-01-01T00:00:00Z', finishedAt: TEN_OCLOCK };
    const row = projectObject('pods', {
      metadata: { ...objectMeta('a'), finalizers: ['x/y'] },
      status: { containerStatuses: [{ name: 'c', state: { terminated } }] },
    });
    expect(row.containers[0]?.state.terminated).toMatchObject({
      exitCode: 128,
      startedAt: undefined,
      finishedAt: TEN_MS,
    });
    expect(row.finalizers).toBeUndefined();
    const deleted = { ...objectMeta('a'), finalizers: ['x/y'], deletionTimestamp: TEN_OCLOCK };
    expect(projectObject('pods', { metadata: deleted })).toMatchObject({ deletingAt: TEN_MS, finalizers: ['x/y'] });
  });

  it('keeps the claims of a pod, and leaves out the volume of its token', () => {
    const volumes = [
      { name: 'data', persistentVolumeClaim: { claimName: 'data-0' } },
      { name: 'cache', ephemeral: {} },
      { name: 'kube-api-access-x', projected: { sources: [{ configMap: { name: 'kube-root-ca.crt' } }] } },
      { name: 'conf', configMap: { name: 'conf', optional: true, items: [{ key: 'a' }] } },
    ];
    const row = projectObject('pods', { metadata: objectMeta('db'), spec: { containers: [], volumes } });
    expect(row.claims).toEqual(['data-0', 'db-cache']);
    expect(row.template.references).toMatchObject([
      { kind: 'ConfigMap', name: 'conf', key: 'a', optional: true, via: 'volume conf' },
    ]);
  });

  it('reads an absent condition of an endpoint as ready', () => {
    const slice = {
      metadata: { ...objectMeta('s-1'), labels: { 'kubernetes.io/service-name': 's' } },
      endpoints: [
        { conditions: {}, targetRef: { kind: 'Pod', name: 'a' } },
        { conditions: { ready: false }, targetRef: { kind: 'Pod', name: 'b' } },
      ],
    };
    expect(projectObject('endpointSlices', slice)).toMatchObject({
      service: 's',
      endpoints: [
        { ready: true, pod: 'a' },
        { ready: false, pod: 'b' },
      ],
    });
  });

  it('reads `from` of network policies and `default` of limit ranges', () => {
    const policy = {
      metadata: objectMeta('p'),
      spec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { a: 'b' } } }] }] },
    };
    expect(projectObject('networkPolicies', policy)).toMatchObject({
      ingress: [{ peers: [{ pods: { labels: { a: 'b' } } }] }],
      egress: [],
    });
    const range = { metadata: objectMeta('l'), spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } };
    expect(projectObject('limitRanges', range)).toMatchObject({
      limits: [{ type: 'Container', defaultLimits: { cpu: '1' } }],
    });
  });

  it('keeps only the names of the keys of a ConfigMap', () => {
    const row = projectObject('configMaps', {
      metadata: objectMeta('c'),
      data: { 'app.conf': 'value' },
      binaryData: { logo: 'AAAA' },
    });
    expect(row).toMatchObject({ keys: ['app.conf', 'logo'] });
    expect(JSON.stringify(row)).not.toMatch(/value|AAAA/);
  });

  it('drops the template of a ReplicaSet without replicas', () => {
    const spec = { replicas: 0, template: { spec: { containers: [{ name: 'c' }] } } };
    const old = { metadata: { ...objectMeta('r'), ...ownerReference('Deployment', 'd') }, spec };
    expect(projectObject('replicaSets', old).template).toBeUndefined();
    expect(projectObject('replicaSets', { ...old, spec: { ...spec, replicas: 1 } }).template).toBeDefined();
  });
});

describe('resources', () => {
  it('have unique names, as kubectl takes them', () => {
    const names = resourceNames.map((name) => fullResourceName(resourceTable[name]));
    expect(new Set(names).size).toBe(names.length);
    expect(fullResourceName(resourceTable.cronJobs)).toBe('cronjobs.batch');
    expect(resourceNames.filter(isReadByName).map((name) => fullResourceName(resourceTable[name]))).toEqual([
      'secrets',
    ]);
  });
});

it.each([
  ['a text for a list', { metadata: { name: 'a' }, status: { containerStatuses: 'x', conditions: 'y' } }],
  ['nothing for an object', null],
])('an object with %s is refused in words, not by what JavaScript says of it', (_, object) => {
  expect(() => projectObject('pods', object as never)).toThrow('a Pod has a value of a wrong type');
});
