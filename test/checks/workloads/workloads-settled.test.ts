import { describe, expect, it } from 'vitest';
import check from '../../../checks/workloads/workloads-settled.ts';
import { buildContainer, buildPod, runningState } from '../../support/build-pods.ts';
import { buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const EMPTY = {
  deployments: [],
  replicaSets: [],
  statefulSets: [],
  daemonSets: [],
  replicationControllers: [],
  jobs: [],
  cronJobs: [],
};

const controller = (responsive: number) =>
  buildRow('replicationControllers', {
    name: 'web',
    spec: { replicas: 1 },
    status: { replicas: 1, readyReplicas: responsive, availableReplicas: responsive, observedGeneration: 1 },
  });
const pod = (container: object) =>
  buildPod({ name: 'web-1', owner: 'ReplicationController/web', age: '10s', containers: [buildContainer(container)] });

const judge = async (responsive: number, container: object) =>
  (await judgeRows(check, { ...EMPTY, replicationControllers: [controller(responsive)], pods: [pod(container)] }))
    .findings;

describe('workloads-settled', () => {
  it('is red at once while a workload is launching', async () => {
    const [finding] = await judge(0, { ready: false, state: runningState('5s') });
    expect(finding).toMatchObject({
      reason: 'not_settled',
      message: expect.stringMatching(/^launching: /),
      object: { kind: 'ReplicationController', name: 'web' },
      evidence: { wanted: 1, responsive: 0 },
      because: [{ kind: 'ReplicationController' }, { kind: 'Pod', name: 'web-1' }],
    });
    expect(finding?.evidence).not.toHaveProperty('healsByItself');
  });

  it('says what only a person can mend', async () => {
    const waiting = { reason: 'InvalidImageName', message: 'couldn’t parse image name' };
    const [finding] = await judge(0, { ready: false, state: { waiting } });
    expect(finding?.evidence).toMatchObject({ healsByItself: false });
  });

  it('is healthy when all is up', async () => {
    expect(await judge(1, { ready: true })).toEqual([]);
  });
});
