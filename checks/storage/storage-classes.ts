import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';

export default defineCheck({
  group: 'storage',
  name: 'storage-classes',
  title: 'At most one StorageClass is the default',
  why: 'With two defaults the newer one is taken, which is seldom what was meant: data lands on the wrong disks.',
  remedy: 'Take the annotation storageclass.kubernetes.io/is-default-class from all but one.',
  severity: 'sev3',
  needs: ['storageClasses'],
  params: z.strictObject({}),
  run({ storageClasses }) {
    const defaults = storageClasses
      .filter(({ isDefault }) => isDefault)
      .toSorted((one, other) => other.createdAt - one.createdAt);
    const [newest] = defaults;
    if (newest === undefined || defaults.length < 2) return [];
    const names = defaults.map(({ ref }) => ref.name);
    return [
      {
        reason: 'default_class',
        level: 'warning',
        message: `${names.length} StorageClasses are the default (${names.join(', ')}): new claims get ${newest.ref.name}, the newest`,
        object: newest.ref,
        objects: defaults.map(({ ref }) => ref),
        evidence: { defaults: names },
        next: ['kubectl get storageclasses'],
      },
    ];
  },
});
