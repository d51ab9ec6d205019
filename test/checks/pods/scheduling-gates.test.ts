import { expect, it } from 'vitest';
import check from '../../../checks/pods/scheduling-gates.ts';
import { buildPod } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const gatedPod = (age: string, name = 'web-1') =>
  buildPod({
    name,
    age,
    phase: 'Pending',
    node: null,
    containers: [],
    spec: { schedulingGates: [{ name: 'kueue.x-k8s.io/admission' }] },
  });

it('a gated pod is a note, never a finding', async () => {
  expect(await judgeRows(check, { pods: [gatedPod('2h'), gatedPod('3h', 'web-2')] })).toEqual({
    findings: [],
    notes: ['Deployment shop/web: SchedulingGated for 3h by kueue.x-k8s.io/admission, 2 pods'],
  });
});

it.each([
  ['nothing', []],
  ['a pod that runs', [buildPod()]],
  ['a gate that is an hour old', [gatedPod('1h')]],
])('scheduling-gates notes nothing: %s', async (_, pods) =>
  expect(await judgeRows(check, { pods })).toEqual({ findings: [], notes: [] }),
);
