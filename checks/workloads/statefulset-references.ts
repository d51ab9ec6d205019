import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { StatefulSetRow } from '../../src/kubernetes/views/stateful-sets.ts';
import type { Finding } from '../../src/model/result.ts';

export default defineCheck({
  group: 'workloads',
  name: 'statefulset-references',
  title: 'StatefulSets name Services and StorageClasses that exist',
  why: 'Without its governing Service the pods have no names in DNS; without its class their volumes are never made.',
  remedy: 'Create the Service or StorageClass, or correct the name.',
  severity: 'sev3',
  needs: ['statefulSets'],
  wants: ['services', 'storageClasses'],
  params: z.strictObject({}),
  run({ statefulSets, services, storageClasses }) {
    const named = new Set(services?.map(({ ref }) => `${ref.namespace}/${ref.name}`));
    const classes = new Set(storageClasses?.map(({ ref }) => ref.name));
    return statefulSets
      .filter(({ deletingAt, replicas }) => deletingAt === undefined && replicas > 0)
      .flatMap((row) => [
        ...(services === undefined ? [] : missingServiceFindings(row, named)),
        ...(storageClasses === undefined ? [] : missingClassFindings(row, classes)),
      ]);
  },
});

/** The governing Service, when it is named and missing; a StatefulSet may name none. */
const missingServiceFindings = (
  { ref, serviceName }: StatefulSetRow,
  named: ReadonlySet<string>,
): readonly Finding[] =>
  serviceName === undefined || named.has(`${ref.namespace}/${serviceName}`)
    ? []
    : [
        {
          reason: 'reference_missing',
          level: 'warning',
          message: `Service ${serviceName} (serviceName) does not exist: its pods have no names in DNS`,
          object: ref,
          evidence: { missing: `Service/${serviceName}` },
          next: [kubectlCommand(ref.namespace)`get services`],
          part: `Service/${serviceName}`,
        },
      ];

const missingClassFindings = (
  { ref, claimTemplates }: StatefulSetRow,
  classes: ReadonlySet<string>,
): readonly Finding[] => {
  const wanted = new Set(claimTemplates.flatMap(({ storageClass }) => storageClass ?? []));
  return [...wanted]
    .filter((name) => !classes.has(name))
    .map((name) => ({
      reason: 'reference_missing',
      level: 'warning',
      message: `StorageClass ${name} of its volume claim templates does not exist`,
      object: ref,
      evidence: { missing: `StorageClass/${name}` },
      next: ['kubectl get storageclasses'],
      part: `StorageClass/${name}`,
    }));
};
