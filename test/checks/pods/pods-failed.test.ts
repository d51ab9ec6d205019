import { expect, it } from 'vitest';
import check from '../../../checks/pods/pods-failed.ts';
import { buildContainer, buildPod, terminatedState, timestampAgo } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const failedPod = (of: Parameters<typeof buildPod>[0] = {}, code = 1, when = '5m') =>
  buildPod({
    ...{ phase: 'Failed', owner: null, containers: [buildContainer({ state: terminatedState(code, when) })] },
    ...{ spec: { restartPolicy: 'Never', containers: [{ name: 'web', image: 'web:1' }] }, ...of },
  });

it('a pod with restartPolicy Never and exit code 1 is a warning: whoever started it sees its end', async () => {
  const { findings } = await judgeRows(check, { pods: [failedPod()] });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'pod_failed',
      level: 'warning',
      message: 'Failed 5m ago: container web ended with Error, exit code 1 (an error that the program ended with)',
      object: { kind: 'Pod', namespace: 'shop', name: 'web-1' },
      evidence: expect.objectContaining({ container: 'web', exitCode: 1, previous: false }),
      next: ['kubectl -n shop describe pod web-1', 'kubectl -n shop logs web-1 -c web'],
    }),
  ]);
});

it.each([
  ['that is to be restarted', { spec: { restartPolicy: 'OnFailure', containers: [{ name: 'web', image: 'web:1' }] } }],
  ['of its node', { owner: 'Node/node-1' }],
])('a bare pod %s and failed is a fault', async (_, parts) => {
  const { findings } = await judgeRows(check, { pods: [failedPod(parts)] });
  expect(findings.map(({ level }) => level)).toEqual(['fault']);
});

it.each(['test', 'pre-install,pre-upgrade', 'test-success'])('a pod of a hook of Helm (%s) is none', async (hook) => {
  const pods = [failedPod({ metadata: { annotations: { 'helm.sh/hook': hook } } })];
  expect((await judgeRows(check, { pods })).findings).toEqual([]);
});

it.each(['Terminated', 'NodeShutdown'])('a bare pod that ended with its node (%s) is a warning', async (reason) => {
  const { findings } = await judgeRows(check, { pods: [failedPod({ status: { phase: 'Failed', reason } }, 143)] });
  expect(findings).toMatchObject([
    {
      level: 'warning',
      message: `${reason} with its node node-1 5m ago, and nothing makes it again: it has no controller`,
    },
  ]);
});

const evictedParts = {
  phase: 'Failed',
  reason: 'Evicted',
  message: 'The node was low on resource: memory. ',
};

it('an eviction is told in the words of its node; one that is replaced is a warning', async () => {
  const told = async (owner: string | null) =>
    (await judgeRows(check, { pods: [failedPod({ owner, containers: [], status: evictedParts })] })).findings[0];
  expect(await told(null)).toMatchObject({
    reason: 'pod_evicted',
    level: 'fault',
    message: 'Evicted from node node-1 1h ago: The node was low on resource: memory.',
  });
  expect(await told('Deployment/web')).toMatchObject({ level: 'warning', object: { kind: 'Deployment' } });
});

it('a pod whose node is lost points to it', async () => {
  const ready = (since: string) => [{ type: 'Ready', status: 'Unknown', lastTransitionTime: timestampAgo(since) }];
  const judged = async (since: string) =>
    (await judgeRows(check, { pods: [buildPod({ phase: 'Unknown', conditions: ready(since) })] })).findings;
  expect(await judged('15m')).toEqual([]);
  expect(await judged('901s')).toEqual([
    expect.objectContaining({ reason: 'pod_lost', because: [{ kind: 'Node', name: 'node-1' }] }),
  ]);
});

it.each([
  ['24h', 1],
  ['86401s', 0],
])('a pod that failed %s ago gives %i findings', async (when, count) => {
  expect((await judgeRows(check, { pods: [failedPod({ age: '30d' }, 1, when)] })).findings).toHaveLength(count);
});

it.each([
  ['nothing', []],
  ['a pod that runs', [buildPod()]],
  ['a completed CronJob pod', [buildPod({ owner: 'Job/tick-1', phase: 'Succeeded' })]],
  ['a failed Job pod, whose Job may still succeed', [failedPod({ owner: 'Job/import' })]],
  [
    'a node that was shut down in good order',
    [failedPod({ owner: 'Deployment/web', status: { phase: 'Failed', reason: 'Terminated' } }, 143)],
  ],
  [
    'a node that came back and refuses what was bound to it',
    [failedPod({ owner: 'Deployment/web', containers: [], status: { phase: 'Failed', reason: 'NodeAffinity' } })],
  ],
  [
    'a drain',
    [failedPod({ conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' }] }, 143)],
  ],
  ['a pod on its way out', [failedPod({ metadata: { deletionTimestamp: timestampAgo('1m') } })]],
])('pods-failed is healthy: %s', async (_, pods) => expect((await judgeRows(check, { pods })).findings).toEqual([]));
