import { expect, it } from 'vitest';
import references from '../../../checks/workloads/statefulset-references.ts';
import { judge } from '../../support/judge.ts';
import { row } from '../../support/rows.ts';
import { statefulSetRow } from './stateful-set-rows.ts';

it('Services and classes that a StatefulSet names and that do not exist are named', async () => {
  const claims = [{ metadata: { name: 'data' }, spec: { storageClassName: 'fast' } }];
  const statefulSets = [statefulSetRow({ spec: { volumeClaimTemplates: claims } })];
  const { findings } = await judge(references, { statefulSets, services: [], storageClasses: [] });
  expect(findings.map(({ evidence }) => evidence?.missing)).toEqual(['Service/kv', 'StorageClass/fast']);
  expect((await judge(references, { statefulSets })).findings).toEqual([]);
  const there = {
    services: [row('services', { name: 'kv' })],
    storageClasses: [row('storageClasses', { name: 'fast', namespace: null, more: { provisioner: 'x' } })],
  };
  expect((await judge(references, { statefulSets, ...there })).findings).toEqual([]);
});
