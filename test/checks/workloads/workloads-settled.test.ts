import { describe, expect, it } from 'vitest';
import { checks } from '../../../checks/index.ts';
import check from '../../../checks/workloads/workloads-settled.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { selectByFilters } from '../../../src/config/select.ts';
import { createRedactor } from '../../../src/redaction/redactor.ts';
import { buildContainer, buildPod, runningState, timestampAgo } from '../../support/build-pods.ts';
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

const controller = (responsive: number, status: object = {}) =>
  buildRow('replicationControllers', {
    name: 'web',
    spec: { replicas: 1 },
    status: { replicas: 1, readyReplicas: responsive, availableReplicas: responsive, observedGeneration: 1, ...status },
  });
const pod = (container: object, age = '10s') =>
  buildPod({ name: 'web-1', owner: 'ReplicationController/web', age, containers: [buildContainer(container)] });

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

  const lasting = async (message: string, age: string) => {
    const waiting = { reason: 'CreateContainerConfigError', message };
    const pods = [pod({ ready: false, state: { waiting } }, age)];
    const { findings } = await judgeRows(check, { ...EMPTY, replicationControllers: [controller(0)], pods });
    return findings[0]?.evidence?.healsByItself === false;
  };

  it('gives a whole ConfigMap or Secret a minute to come, and a key none', async () => {
    expect(await lasting("couldn't find key DSN in Secret shop/db", '2s')).toBe(true);
    expect(await lasting('secret "db" not found', '20s')).toBe(false);
    expect(await lasting('secret "db" not found', '70s')).toBe(true);
    expect(await lasting('failed to sync configmap cache: timed out waiting for the condition', '70s')).toBe(false);
  });

  const refused = async (message: string, age: string) => {
    const conditions = [
      {
        type: 'ReplicaFailure',
        status: 'True',
        reason: 'FailedCreate',
        message,
        lastTransitionTime: timestampAgo(age),
      },
    ];
    const rows = { ...EMPTY, replicationControllers: [controller(0, { conditions })], pods: [] };
    const { findings } = await judgeRows(check, rows);
    return findings[0]?.evidence?.healsByItself === false;
  };

  it.each([
    'pods "web-1" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true',
    'admission webhook "validate.kyverno.svc" denied the request: no label team',
    "pods \"web-1\" is forbidden: ValidatingAdmissionPolicy 'limits' with binding 'limits' denied request: no limits",
    'pods "web-1" is forbidden: failed quota: compute: must specify limits.cpu for: web',
    'pods "web-1" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi',
  ])('calls a refusal by policy lasting at once: %s', async (message) => {
    expect(await refused(message, '1s')).toBe(true);
  });

  it.each([
    'pods "web-1" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=5, limited: pods=5',
    'failed calling webhook "validate.kyverno.svc": connect: connection refused',
    'pods "web-1" is forbidden: error looking up service account shop/web: serviceaccount "web" not found',
  ])('calls a refusal that may pass lasting after two minutes: %s', async (message) => {
    expect(await refused(message, '30s')).toBe(false);
    expect(await refused(message, '130s')).toBe(true);
  });

  it('tells a change that is on its way from one that is stuck', async () => {
    const [coming] = await judge(0, { ready: false, state: runningState('5s') });
    expect(coming?.evidence).toMatchObject({ state: 'launching', underWay: true });
    const [stuck] = await judge(0, { ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } });
    expect(stuck?.evidence).toMatchObject({ state: 'errored' });
    expect(stuck?.evidence).not.toHaveProperty('underWay');
  });

  it('runs only by its name: what is under way is not ill to whoever selects its group', async () => {
    const options = { files: [], env: {}, cwd: '/nowhere', systemFolder: '/nowhere', redactor: createRedactor() };
    const config = await loadConfig({ ...options, catalogue: checks });
    const selected = (filter: object) =>
      selectByFilters(config.registrations, { group: [], name: [], service: [], ...filter }, config).map(
        ({ name }) => name,
      );
    expect(selected({ group: ['workloads'] })).not.toContain('workloads-settled');
    expect(selected({})).not.toContain('workloads-settled');
    expect(selected({ name: ['workloads-settled'] })).toEqual(['workloads-settled']);
  });
});
