import { describe, expect, it } from 'vitest';
import containerStarts from '../../../checks/pods/container-starts.ts';
import crashLoops from '../../../checks/pods/crash-loops.ts';
import podsStuckCreating from '../../../checks/pods/pods-stuck-creating.ts';
import argo from '../../../checks/resources/argo.ts';
import databases from '../../../checks/resources/databases.ts';
import externalSecrets from '../../../checks/resources/external-secrets.ts';
import keda from '../../../checks/resources/keda.ts';
import queues from '../../../checks/resources/queues.ts';
import autoscalers from '../../../checks/scaling/autoscalers.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import { buildCondition, buildRow, type ObjectParts } from '../../support/build-rows.ts';
import { linkRows } from '../../support/link-rows.ts';
import { customRow } from './custom-rows.ts';

const crashed = (parts: ObjectParts): PodRow =>
  buildRow('pods', {
    ...parts,
    spec: { nodeName: 'node-1', containers: [{ name: 'main', image: 'x:1' }] },
    status: {
      phase: 'Running',
      startTime: buildCondition('x', 'True', '1h').lastTransitionTime,
      containerStatuses: [
        {
          ...{ name: 'main', image: 'x:1', imageID: 'x', ready: false, restartCount: 20, started: false },
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: { terminated: { exitCode: 1, finishedAt: buildCondition('x', 'True', '1m').lastTransitionTime } },
        },
      ],
    },
  });

/** A pod that waits for a Secret: the kubelet says which, where a variable needs it, and nothing where a volume does. */
const waiting = (place: 'env' | 'volume', secret = 'token'): PodRow =>
  buildRow('pods', {
    name: 'api-1',
    spec: {
      nodeName: 'node-1',
      containers: [
        {
          ...{ name: 'main', image: 'x:1' },
          ...(place === 'env' && { env: [{ name: 'T', valueFrom: { secretKeyRef: { name: secret, key: 't' } } }] }),
        },
      ],
      ...(place === 'volume' && { volumes: [{ name: 'v', secret: { secretName: secret } }] }),
    },
    status: {
      phase: 'Pending',
      startTime: buildCondition('x', 'True', '1h').lastTransitionTime,
      containerStatuses: [
        {
          ...{ name: 'main', image: 'x:1', imageID: '', ready: false, restartCount: 0, started: false },
          state: {
            waiting:
              place === 'env'
                ? { reason: 'CreateContainerConfigError', message: `secret "${secret}" not found` }
                : { reason: 'ContainerCreating' },
          },
        },
      ],
    },
  });

describe('an operator’s object', () => {
  it('follows from the pods of its StatefulSet, over two levels of owners', async () => {
    const rows = {
      cnpgClusters: [customRow('cnpgClusters', ['Ready=False 1h'], { name: 'pg', metadata: { uid: 'uid-c' } })],
      statefulSets: [
        buildRow('statefulSets', {
          name: 'pg-set',
          metadata: { ownerReferences: [{ kind: 'Cluster', name: 'pg', uid: 'uid-c', controller: true }] },
        }),
      ],
      pods: [crashed({ name: 'pg-1', owner: 'StatefulSet/pg-set' })],
    };
    const linked = await linkRows([databases, crashLoops], rows);
    expect(linked).toMatchObject({ 'resource_not_ready Cluster/pg': 'crash_loop StatefulSet/pg-set' });
  });

  it('follows from pods that its label names, behind a kind that is not read', async () => {
    const rows = {
      kafkas: [customRow('kafkas', ['Ready=False 1h'], { name: 'events' })],
      pods: [crashed({ name: 'events-0', owner: 'StrimziPodSet/events', labels: { 'strimzi.io/cluster': 'events' } })],
    };
    const linked = await linkRows([queues, crashLoops], rows);
    expect(linked['resource_not_ready Kafka/events']).toMatch(/^crash_loop /);
  });

  it('does not follow from pods of another one, nor they from it', async () => {
    const rows = {
      kafkas: [customRow('kafkas', ['Ready=False 1h'], { name: 'events' })],
      pods: [crashed({ name: 'other-0', owner: 'StrimziPodSet/other', labels: { 'strimzi.io/cluster': 'other' } })],
    };
    expect(Object.values(await linkRows([queues, crashLoops], rows))).toEqual([null, null]);
  });

  it('of Argo, a Rollout, follows from the pods of its ReplicaSet', async () => {
    const rows = {
      argoRollouts: [
        customRow('argoRollouts', [], { name: 'web', metadata: { uid: 'uid-r' }, status: { phase: 'Degraded' } }),
      ],
      replicaSets: [
        buildRow('replicaSets', {
          name: 'web-5',
          metadata: { ownerReferences: [{ kind: 'Rollout', name: 'web', uid: 'uid-r', controller: true }] },
        }),
      ],
      pods: [crashed({ name: 'web-5-a', owner: 'ReplicaSet/web-5' })],
    };
    const linked = await linkRows([argo, crashLoops], rows);
    expect(linked['resource_not_ready Rollout/web']).toMatch(/^crash_loop /);
  });

  it.each([
    ['names what is unhealthy', { health: { status: 'Degraded' } }, true],
    ['names no health of each, as Argo CD 3', {}, true],
    ['calls healthy', { health: { status: 'Healthy' } }, false],
  ])('of Argo, an Application, follows from an object that it %s', async (_, health, follows) => {
    const rows = {
      argoApplications: [
        customRow('argoApplications', [], {
          ...{ name: 'shop' },
          status: {
            health: { status: 'Degraded' },
            resources: [{ group: 'apps', kind: 'StatefulSet', namespace: 'shop', name: 'web', ...health }],
          },
        }),
      ],
      pods: [crashed({ name: 'web-0', owner: 'StatefulSet/web' })],
    };
    const linked = await linkRows([argo, crashLoops], rows);
    expect(linked['resource_not_ready Application/shop']).toBe(follows ? 'crash_loop StatefulSet/web' : null);
  });
});

it('a ScaledObject of KEDA follows from its autoscaler, and not from another', async () => {
  const hpa = (name: string) =>
    buildRow('horizontalPodAutoscalers', {
      ...{ name, age: '1d', spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 3 } },
      status: {
        conditions: [
          buildCondition('ScalingActive', 'False', '1h', { reason: 'FailedGetExternalMetric', message: 'no metric' }),
        ],
      },
    });
  const scaledObjects = [
    customRow('scaledObjects', ['Ready=False 1h'], { name: 'web', status: { hpaName: 'keda-hpa-web' } }),
  ];
  const linkedTo = async (name: string) =>
    (await linkRows([keda, autoscalers], { scaledObjects, horizontalPodAutoscalers: [hpa(name)] }))[
      'resource_not_ready ScaledObject/web'
    ];
  expect(await linkedTo('keda-hpa-web')).toMatch(/^autoscaler_blind /);
  expect(await linkedTo('other')).toBeNull();
});

describe('a pod that waits for a Secret', () => {
  const CHECKS = [externalSecrets, containerStarts, podsStuckCreating];
  const external = (status: object = {}, spec: object = {}) =>
    customRow('externalSecrets', ['Ready=False 1h SecretSyncedError'], {
      ...{ name: 'token', status, spec: { secretStoreRef: { name: 'vault' }, ...spec } },
    });
  const store = customRow('secretStores', ['Ready=False 2h InvalidProviderConfig'], { name: 'vault' });
  const rootOf = async (pod: PodRow, made: ReturnType<typeof external>, stores = [store]) => {
    const linked = await linkRows(CHECKS, { pods: [pod], externalSecrets: [made], secretStores: stores });
    return Object.entries(linked).find(([label]) => label.endsWith('Pod/api-1'))?.[1];
  };

  it.each(['env', 'volume'] as const)(
    'by its %s follows from the ExternalSecret that never made it, and its store',
    async (place) => {
      expect(await rootOf(waiting(place), external(), [])).toBe('resource_not_ready ExternalSecret/token');
      expect(await rootOf(waiting(place), external())).toBe('resource_not_ready SecretStore/vault');
      const named = external({}, { target: { name: 'other' } });
      expect(await rootOf(waiting(place, 'other'), named)).toBe('resource_not_ready SecretStore/vault');
      expect(await rootOf(waiting(place), named)).toBeNull();
    },
  );

  it('that was made before waits for something else, unless the kubelet says that it is missing', async () => {
    const made = external({ refreshTime: '2026-11-20T08:00:00Z' });
    expect(await rootOf(waiting('volume'), made, [])).toBeNull();
    expect(await rootOf(waiting('env'), made, [])).toBe('resource_not_ready ExternalSecret/token');
  });
});
