/** Objects as the API server sends them, with as much as a test needs; all of them at ten o'clock. */
export const TEN_OCLOCK = '2026-11-21T10:00:00Z';

type ObjectFields = { readonly [key: string]: unknown };

export const objectMeta = (name: string, namespace = 'shop', more: ObjectFields = {}): ObjectFields => ({
  name,
  namespace,
  uid: `uid-of-${namespace}-${name}`,
  creationTimestamp: TEN_OCLOCK,
  ...more,
});

export const ownerReference = (kind: string, name: string): ObjectFields => ({
  ownerReferences: [
    { apiVersion: 'v1', kind: 'Other', name: 'other', uid: 'x' },
    { apiVersion: 'apps/v1', kind, name, uid: `uid-of-${name}`, controller: true },
  ],
});

const PASSWORD = 'hunter2-hunter2';

/** A pod whose container crashed, with secrets wherever people put them. */
export const crashingPod = (name: string, namespace = 'shop') => ({
  metadata: objectMeta(name, namespace, {
    ...ownerReference('ReplicaSet', 'web-abc'),
    labels: { app: 'web' },
    managedFields: [{ manager: 'kubelet', fieldsV1: { 'f:status': {} } }],
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': `{"password":"${PASSWORD}"}`,
      'kavmon.io/ignore': 'x',
    },
  }),
  spec: {
    nodeName: 'node-a',
    containers: [
      {
        name: 'web',
        image: 'registry.example/web:1',
        command: ['/bin/web', `--password=${PASSWORD}`],
        args: [PASSWORD],
        env: [
          { name: 'PASSWORD', value: PASSWORD },
          { name: 'DATABASE', value: `postgres://app:${PASSWORD}@db/app` },
          { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'web-token', key: 'token' } } },
        ],
        livenessProbe: { httpGet: { path: '/', port: 80, httpHeaders: [{ name: 'authorization', value: PASSWORD }] } },
      },
    ],
  },
  status: {
    phase: 'Running',
    conditions: [
      { type: 'PodScheduled', status: 'True', lastTransitionTime: TEN_OCLOCK },
      { type: 'Ready', status: 'False', reason: 'ContainersNotReady', lastTransitionTime: TEN_OCLOCK },
    ],
    containerStatuses: [
      {
        name: 'web',
        image: 'registry.example/web:1',
        imageID: 'registry.example/web@sha256:1',
        restartCount: 4,
        ready: false,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
        lastState: { terminated: { exitCode: 1, reason: 'Error', startedAt: TEN_OCLOCK, finishedAt: TEN_OCLOCK } },
      },
    ],
  },
});

export const settingsConfigMap = { metadata: objectMeta('settings'), data: { 'app.conf': `password=${PASSWORD}` } };

export const secretWord = PASSWORD;
