import { expect, it } from 'vitest';
import type { EventRow } from '../../src/kubernetes/views/events.ts';
import { deletedReplicas } from '../../src/status/deleted-replicas.ts';
import { buildPod, TEST_NOW } from '../support/build-pods.ts';
import { buildRow } from '../support/build-rows.ts';

const event = (name: string, more: Partial<EventRow> = {}): EventRow => ({
  about: { kind: 'Pod', namespace: 'shop', name },
  uid: `uid-${name}`,
  type: 'Normal',
  reason: 'Killing',
  message: 'Stopping container web',
  count: 1,
  lastAt: TEST_NOW - 60_000,
  ...more,
});

const SETS = [buildRow('replicaSets', { name: 'web-6d5f8c7b9', owner: 'Deployment/web' })];
const deletedOf = (events: readonly EventRow[]) =>
  deletedReplicas(events, { rows: { pods: [buildPod()], replicaSets: SETS }, unread: {}, now: TEST_NOW });

it('Pods that events tell of and that are gone are deleted replicas of their workload', () => {
  const deleted = deletedOf([event('web-6d5f8c7b9-abcde')]).get('Deployment/shop/web');
  expect(deleted).toEqual([
    {
      ref: { kind: 'Pod', namespace: 'shop', name: 'web-6d5f8c7b9-abcde' },
      uid: 'uid-web-6d5f8c7b9-abcde',
      state: 'Deleted',
      since: TEST_NOW - 60_000,
      text: 'Killing: Stopping container web',
    },
  ]);
});

it('Pods that are there are not deleted, but for another pod of the same name', () => {
  expect(deletedOf([event('web-1')]).size).toBe(0);
  const sets = [buildRow('statefulSets', { name: 'web' })];
  const deleted = deletedReplicas([event('web-1', { uid: 'uid-before' })], {
    rows: { pods: [buildPod()], statefulSets: sets },
    unread: {},
    now: TEST_NOW,
  });
  expect(deleted.get('StatefulSet/shop/web')).toHaveLength(1);
});

it('Pods that are gone for more than an hour are told no longer', () => {
  expect(deletedOf([event('web-6d5f8c7b9-abcde', { lastAt: TEST_NOW - 3_700_000 })]).size).toBe(0);
});

it('The events of a controller say which pod was of it, whatever its name, and warnings say why it ended', () => {
  const made: EventRow = {
    ...event('odd', { reason: 'SuccessfulDelete', message: 'Deleted pod: odd' }),
    about: { kind: 'ReplicaSet', namespace: 'shop', name: 'web-6d5f8c7b9' },
  };
  const warning = event('odd', {
    type: 'Warning',
    reason: 'Evicted',
    message: 'The node was low on resource: memory.',
  });
  const [replica] = deletedOf([made, warning, event('odd')]).get('Deployment/shop/web') ?? [];
  expect(replica?.text).toBe('Evicted: The node was low on resource: memory.; Killing: Stopping container web');
});
