import { expect, it } from 'vitest';
import { judgeCounts } from '../../src/status/judge-counts.ts';
import { replicaOf } from '../../src/status/replicas.ts';
import { buildPod, TEST_NOW } from '../support/build-pods.ts';
import { buildRow } from '../support/build-rows.ts';

const judge = (paused: boolean) =>
  judgeCounts(
    buildRow('deployments', {
      spec: { replicas: 2, paused },
      status: { replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 1 },
    }),
    {
      present: ['a', 'b', 'c'].map((name) => replicaOf(buildPod({ name }), TEST_NOW)),
      ...{ awaited: 0, complaints: [], now: TEST_NOW },
    },
  );

it('a surplus of replicas is on its way out, but for a rollout that is paused', () => {
  expect(judge(false)).toEqual({ level: 'launching', text: '1 more than wanted are still there' });
  expect(judge(true)).toEqual({ level: 'running', text: 'paused, 1 of 2 replicas are of the new revision' });
});
