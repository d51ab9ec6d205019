import { describe, expect, it } from 'vitest';
import { checks } from '../../checks/index.ts';
import type { Check } from '../../src/check/check.ts';
import * as builders from '../../src/testing/index.ts';
import { ago, deployment, job, node, pod, row, runCheck, testNow } from '../../src/testing/index.ts';

describe('a row of a test', () => {
  it('is that of a healthy object', () => {
    expect(pod()).toMatchObject({
      ref: { kind: 'Pod', namespace: 'shop', name: 'web-1' },
      phase: 'Running',
      node: 'node-1',
      createdAt: testNow - 3_600_000,
      containers: [{ name: 'web', ready: true }],
    });
    expect(deployment()).toMatchObject({ ref: { name: 'web' }, available: 1, generation: 1 });
    expect(node()).toMatchObject({ ref: { kind: 'Node', name: 'node-1' } });
    expect(node().ref).not.toHaveProperty('namespace');
  });

  it('takes fields of the API, at any depth, and completes the items of lists', () => {
    const waiting = pod({
      metadata: { name: 'web-2' },
      status: { containerStatuses: [{ ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } }] },
    });
    expect(waiting).toMatchObject({
      ref: { namespace: 'shop', name: 'web-2' },
      labels: { app: 'web' },
      containers: [{ name: 'web', ready: undefined, image: 'registry.example/web:1.0' }],
    });
    expect(pod({ metadata: { creationTimestamp: ago('5m') } }).createdAt).toBe(testNow - 300_000);
    expect(pod({ spec: { nodeName: undefined } })).toMatchObject({ node: undefined });
    expect(pod({ metadata: { labels: { team: 'a' } } }).labels).toEqual({ app: 'web', team: 'a' });
  });

  it('is made for every view, custom resources among them', () => {
    expect(row('certificates', { metadata: { name: 'tls' }, spec: { secretName: 'tls' } })).toMatchObject({
      ref: { kind: 'Certificate', name: 'tls' },
    });
    expect(() => row('pod' as never)).toThrow('there is no view "pod"');
  });

  it('of a Job has ended', () => {
    expect(job()).toMatchObject({ ref: { kind: 'Job' } });
  });
});

describe('a check of the catalogue', () => {
  const views = {
    ...{ pods: [builders.pod()], deployments: [builders.deployment()], replicaSets: [builders.replicaSet()] },
    ...{ statefulSets: [builders.statefulSet()], daemonSets: [builders.daemonSet()], jobs: [builders.job()] },
    ...{ cronJobs: [builders.cronJob()], services: [builders.service()], nodes: [builders.node()] },
    ...{ endpointSlices: [builders.endpointSlice()], namespaces: [builders.namespace()] },
    ...{ persistentVolumeClaims: [builders.persistentVolumeClaim()] },
  };
  const isOfRows = ({ needs, judges = [], enabled }: Check): boolean =>
    enabled !== false && needs.length > 0 && [...needs, ...judges].every((source) => source in views);
  const ofRows = checks.filter(isOfRows);

  /** These judge only what the default rows lack: a load balancer, a version label, an address in a variable. */
  const partial = ['load-balancers', 'local-traffic', 'image-versions', 'service-addresses'];

  it.each(ofRows.map((check) => [check.name, check] as const))(
    'finds nothing in default rows: %s',
    async (name, check) => {
      const result = await runCheck(check as never, { views } as never);
      expect(result.findings).toEqual([]);
      expect(result.status).toBe(partial.includes(name) ? 'skipped' : 'ok');
    },
  );
});
