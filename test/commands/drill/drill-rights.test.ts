import { expect, it } from 'vitest';
import { withDrillRights } from '../../../src/commands/drill/drill-rights.ts';

it('withDrillRights adds writing to the Role of the namespace, and to no ClusterRole', () => {
  const cluster = { kind: 'ClusterRole', rules: [] } as const;
  const [role, other] = withDrillRights([{ kind: 'Role', namespace: 'drill', rules: [] }, cluster]);
  expect(role?.rules).toContainEqual({ apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'delete'] });
  expect(role?.rules.flatMap(({ resources }) => resources)).not.toContain('secrets');
  expect(other).toBe(cluster);
});
