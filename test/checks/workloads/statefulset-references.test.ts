import { expect, it } from 'vitest';
import references from '../../../checks/workloads/statefulset-references.ts';
import { buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { statefulSetRow } from './stateful-set-rows.ts';

it('Services and classes that a StatefulSet names and that do not exist are named', async () => {
  const claims = [{ metadata: { name: 'data' }, spec: { storageClassName: 'fast' } }];
  const statefulSets = [statefulSetRow({ spec: { volumeClaimTemplates: claims } })];
  const { findings } = await judgeRows(references, { statefulSets, services: [], storageClasses: [] });
  expect(findings.map(({ evidence }) => evidence?.missing)).toEqual(['Service/kv', 'StorageClass/fast']);
  expect((await judgeRows(references, { statefulSets })).findings).toEqual([]);
  const there = {
    services: [buildRow('services', { name: 'kv' })],
    storageClasses: [buildRow('storageClasses', { name: 'fast', namespace: null, more: { provisioner: 'x' } })],
  };
  expect((await judgeRows(references, { statefulSets, ...there })).findings).toEqual([]);
});
