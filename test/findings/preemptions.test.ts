import { expect, it } from 'vitest';
import { namePreemptors } from '../../src/findings/context/preemptors.ts';
import { enrichFindings } from '../../src/findings/enrich.ts';
import type { Explainer } from '../../src/kubernetes/explainer.ts';
import type { ClusterData } from '../../src/kubernetes/rows/cluster-data.ts';
import type { EventRow } from '../../src/kubernetes/views/events.ts';
import { buildPod } from '../support/build-pods.ts';
import { makeFinding, makeResult } from '../support/sample-report.ts';

const UID = '5f6c1f0e-9f53-4a7c-8f0a-1b2c3d4e5f60';

const preempted = (name: string, more: Partial<EventRow> = {}): EventRow => ({
  about: { kind: 'Pod', namespace: 'shop', name },
  ...{ type: 'Normal', reason: 'Preempted', message: `Preempted by pod ${UID} on node node-1`, count: 1, lastAt: 1 },
  ...more,
});

const evidenceOf = async (events: readonly EventRow[], reason: 'unschedulable' | 'crash_loop' = 'unschedulable') => {
  const finding = makeFinding({ reason, object: { kind: 'Deployment', namespace: 'shop', name: 'web' } });
  const explainer: Explainer = {
    ...{ limit: 20, close: () => {} },
    readEvents: async (_, take) => {
      for (const event of events) take(event);
      return [];
    },
    readLogs: async () => ({ missing: 'none' }),
  };
  const { results } = await enrichFindings([makeResult({ findings: [finding] })], explainer, { logs: false });
  const urgent = buildPod({
    ...{ name: 'render-1', namespace: 'batch', metadata: { name: 'render-1', namespace: 'batch', uid: UID } },
    spec: { priority: 1000, priorityClassName: 'urgent' },
  });
  const views = { pods: { rows: [buildPod(), urgent] } } as ClusterData['views'];
  return namePreemptors(results, views)[0]?.findings[0]?.evidence;
};

it('who preempted a pod of a workload that waits is named, though that pod is gone', async () => {
  expect(await evidenceOf([preempted('web-6d5f8c7b9-x2k4q')])).toMatchObject({
    preempted: `pod web-6d5f8c7b9-x2k4q: Preempted by pod ${UID} on node node-1`,
    preemptedBy: 'pod batch/render-1 (priority 1000, urgent)',
  });
});

it('the words of the scheduler stay where that pod is gone as well', async () => {
  const evidence = await evidenceOf([
    preempted('web-6d5f8c7b9-x2k4q', { message: 'Preempted by a pod on node node-1' }),
  ]);
  expect(evidence).toMatchObject({ preempted: 'pod web-6d5f8c7b9-x2k4q: Preempted by a pod on node node-1' });
  expect(evidence).not.toHaveProperty('preemptedBy');
});

it.each([
  ['of another workload', 'web-admin-6d5f8c7b9-x2k4q', {}],
  [
    'of another namespace',
    'web-6d5f8c7b9-x2k4q',
    { about: { kind: 'Pod', namespace: 'x', name: 'web-6d5f8c7b9-x2k4q' } },
  ],
])('pods %s say nothing', async (_, name, more) => {
  expect(await evidenceOf([preempted(name, more)])).not.toHaveProperty('preempted');
});

it('a workload that lacks no pods has no use for it', async () => {
  expect(await evidenceOf([preempted('web-6d5f8c7b9-x2k4q')], 'crash_loop')).not.toHaveProperty('preempted');
});
