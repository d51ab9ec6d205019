import type { PolicyRule, RbacRole } from '../../kubernetes/rbac.ts';
import { DRILL_RESOURCES } from './drill-objects.ts';

/** The roles of the checks with what a drill does beside reading: in its namespaces alone. */
export const withDrillRights = (roles: readonly RbacRole[]): readonly RbacRole[] =>
  roles.map((role) => (role.kind === 'Role' ? { ...role, rules: [...role.rules, ...DRILL_RULES] } : role));

const DRILL_RULES: readonly PolicyRule[] = DRILL_RESOURCES.map(({ group, resource, verbs }) => ({
  apiGroups: [group],
  resources: [resource],
  verbs: [...verbs],
}));
