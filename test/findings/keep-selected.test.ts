import { describe, expect, it } from 'vitest';
import type { Registration } from '../../src/check/check.ts';
import { keepSelected } from '../../src/findings/keep-selected.ts';
import { isAboutSelected, selectObjects } from '../../src/findings/select-objects.ts';
import type { ClusterData } from '../../src/kubernetes/rows/cluster-data.ts';
import type { ObjectRef } from '../../src/model/result.ts';
import { makeFinding, makeResult } from '../support/sample-report.ts';

const refOf = (kind: string, name: string): ObjectRef => ({ kind, namespace: 'shop', name });
const claim = refOf('PersistentVolumeClaim', 'data');
const storageClass: ObjectRef = { kind: 'StorageClass', name: 'fast' };

const clusterViews = {
  deployments: { rows: [{ ref: refOf('Deployment', 'pay'), labels: { 'app.kubernetes.io/instance': 'pay' } }] },
  replicaSets: { rows: [{ ref: refOf('ReplicaSet', 'pay-1'), owner: { kind: 'Deployment', name: 'pay' } }] },
  pods: {
    rows: [
      { ref: refOf('Pod', 'pay-1-a'), labels: {}, owner: { kind: 'ReplicaSet', name: 'pay-1' } },
      { ref: refOf('Pod', 'web-1-a'), labels: {}, owner: { kind: 'ReplicaSet', name: 'web-1' } },
    ],
  },
  apiServers: { rows: [{ version: 'v1.35.0' }] },
} as unknown as ClusterData['views'];

const registrationOf = (view: string, override: Partial<Registration> = {}) =>
  ({ title: 'all well', views: [view], wantedViews: [], probes: [], ...override }) as unknown as Registration;

const ofPod = makeFinding({ object: refOf('Pod', 'pay-1-a'), because: [claim] });
const ofOther = makeFinding({ object: refOf('Pod', 'web-1-a') });
const ofClaim = makeFinding({ object: claim, because: [storageClass] });
const ofStorageClass = makeFinding({ object: storageClass });
const ofNode = makeFinding({ object: { kind: 'Node', name: 'n-1' } });

const registrations = [registrationOf('pods'), registrationOf('persistentVolumeClaims'), registrationOf('nodes')];
const results = [
  makeResult({ status: 'failed', findings: [ofPod, ofOther], looked: { pods: 2 } }),
  makeResult({ status: 'failed', findings: [ofClaim, ofStorageClass], looked: { persistentVolumeClaims: 1 } }),
  makeResult({ status: 'failed', findings: [ofNode], looked: { nodes: 1 } }),
];
const keepOf = (...selectors: readonly string[]) =>
  keepSelected(results, registrations, { selectors, views: clusterViews });

describe('keepSelected', () => {
  it('keeps what is about the chosen objects and what they own, and the whole chain of what causes it', () => {
    const [pods, claims, nodes] = keepOf('app.kubernetes.io/instance=pay');
    expect(pods).toMatchObject({ status: 'failed', findings: [ofPod], looked: { pods: 1 } });
    expect(claims?.findings).toEqual([ofClaim, ofStorageClass]);
    expect(nodes).toMatchObject({ status: 'skipped', healthy: null, findings: [] });
    expect(nodes?.message).toBe('nothing to judge: "app.kubernetes.io/instance=pay" matches no nodes');
  });

  it('keeps everything without a selector', () => {
    expect(keepOf()).toBe(results);
  });

  it('chooses what any of several selectors matches', () => {
    expect(keepOf('app=none', 'app.kubernetes.io/instance=pay')[0]?.findings).toEqual([ofPod]);
  });

  it('leaves a check alone that judges no object, such as one of what answers behind a target', () => {
    const failed = makeResult({ status: 'failed', findings: [makeFinding({ message: 'status is 500' })] });
    const ofTarget = { ...registrationOf('services'), views: [], wantedViews: ['services'], judges: [] };
    const options = { selectors: ['app.kubernetes.io/instance=pay'], views: clusterViews };
    expect(keepSelected([failed], [ofTarget as unknown as Registration], options)).toEqual([failed]);
  });

  it('is an error of each check where nothing is chosen, never health', () => {
    const outcomes = keepOf('app=typo').map(({ status, reason, message }) => [status, reason, message]);
    const nothing = ['error', 'empty_result', 'the selector "app=typo" matches no object'];
    expect(outcomes).toEqual([nothing, nothing, nothing]);
  });

  it('leaves results alone of services that have a selector of their own, and what could not be evaluated', () => {
    const ofService = [registrationOf('pods', { selector: 'app=web' })];
    const [first] = results;
    const selectors = ['app.kubernetes.io/instance=pay'];
    expect(keepSelected(results.slice(0, 1), ofService, { selectors, views: clusterViews })).toEqual([first]);
    const late = [makeResult({ status: 'timeout', reason: 'deadline_check' })];
    expect(keepSelected(late, registrations, { selectors, views: clusterViews })).toEqual(late);
  });
});

it('an object of an operator is selected with the pods that it owns, and its namesake is not', () => {
  const cluster: ObjectRef = { kind: 'Cluster', group: 'postgresql.cnpg.io', namespace: 'shop', name: 'pg' };
  const namesake: ObjectRef = { ...cluster, group: 'cluster.x-k8s.io' };
  const pod = refOf('Pod', 'pg-1');
  const views = {
    cnpgClusters: { rows: [{ ref: cluster, uid: 'u1', labels: { app: 'pg' } }] },
    capiClusters: { rows: [{ ref: namesake, uid: 'u2', labels: {} }] },
    pods: { rows: [{ ref: pod, labels: {}, owner: { kind: 'Cluster', name: 'pg', uid: 'u1' } }] },
  } as unknown as ClusterData['views'];
  const selected = selectObjects(['app=pg'], views);
  expect((['cnpgClusters', 'capiClusters', 'pods'] as const).map(selected.countOf)).toEqual([1, 0, 1]);
  const isAbout = (object: ObjectRef) => isAboutSelected(makeFinding({ object, objects: [] }), selected);
  expect([cluster, namesake, pod].map(isAbout)).toEqual([true, false, true]);
});
