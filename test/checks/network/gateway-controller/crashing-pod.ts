import { objectPath } from '../../../cluster/api.ts';
import type { TestCluster } from '../../../cluster/cluster.ts';
import { podManifest, podSpec, serviceManifest, shellContainer } from '../../../cluster/objects.ts';
import { endpointSlice } from './objects.ts';

const NAME = 'web';

/** A pod with a Service and the slice of it, as the controllers would make it. */
export const podBehindService = (namespace: string) => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } },
  podManifest(namespace, NAME, podSpec([shellContainer('app', 'exit 1')], { nodeName: 'n1' }), {
    labels: { app: NAME },
  }),
  serviceManifest(namespace, NAME),
  endpointSlice(namespace, NAME, [
    { addresses: ['192.0.2.30'], conditions: { ready: false }, targetRef: { kind: 'Pod', namespace, name: NAME } },
  ]),
];

/** Says of the pod what a kubelet says of one that crashes. */
export const reportCrash = async ({ request }: TestCluster, namespace: string): Promise<void> => {
  const path = objectPath({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name: NAME } }, 'status');
  const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
  const ready = { type: 'Ready', status: 'False', reason: 'ContainersNotReady', lastTransitionTime: anHourAgo };
  const crash = { exitCode: 1, reason: 'Error', startedAt: anHourAgo, finishedAt: anHourAgo };
  const container = {
    ...{ name: 'app', image: 'any', imageID: 'any', ready: false, restartCount: 12, started: false },
    state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
    lastState: { terminated: crash },
  };
  const status = { phase: 'Running', startTime: anHourAgo, conditions: [ready], containerStatuses: [container] };
  await request('PATCH', path, { status }, 'application/merge-patch+json');
};
