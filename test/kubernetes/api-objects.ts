// Objects as the API server sends them, with the fields that tests need.

/** The time of all of them. */
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

/** A password in all places where people write one; no snapshot may have it. */
export const SECRET_WORD = 'hunter2-hunter2';

/** A pod whose container crashed, with secrets wherever people put them. */
export const crashingPod = (name: string, namespace = 'shop') => ({
  metadata: objectMeta(name, namespace, {
    ...ownerReference('ReplicaSet', 'web-abc'),
    labels: { app: 'web' },
    managedFields: [{ manager: 'kubelet', fieldsV1: { 'f:status': {} } }],
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': `{"password":"${SECRET_WORD}"}`,
      'kavmon.io/ignore': 'x',
    },
  }),
  spec: {
    nodeName: 'node-a',
    containers: [
      {
        name: 'web',
        image: 'registry.example/web:1',
        command: ['/bin/web', `--password=${SECRET_WORD}`],
        args: [SECRET_WORD],
        env: [
          { name: 'PASSWORD', value: SECRET_WORD },
          { name: 'DATABASE', value: `postgres://app:${SECRET_WORD}@db/app` },
          { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'web-token', key: 'token' } } },
        ],
        livenessProbe: {
          httpGet: {
            path: `/health/live?token=${SECRET_WORD}#${SECRET_WORD}`,
            port: 80,
            httpHeaders: [{ name: 'authorization', value: SECRET_WORD }],
          },
        },
        readinessProbe: { exec: { command: ['curl', `http://ann:${SECRET_WORD}@127.0.0.1/`] } },
        startupProbe: { httpGet: { path: `/?${SECRET_WORD}`, port: 'web' } },
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

export const settingsConfigMap = { metadata: objectMeta('settings'), data: { 'app.conf': `password=${SECRET_WORD}` } };
