import type { ViewName } from './resources.ts';
import { isListedView, isReadByName, type ResourceName, resourceOf } from './resources.ts';
import { type NamespaceScope, scopeProblem } from './scope.ts';

/** A rule of a Role (`rbac/v1.PolicyRule`). */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly ('get' | 'list' | 'create' | 'delete')[];
}

/** A Role in a namespace, or a ClusterRole. */
export interface RbacRole {
  readonly kind: 'Role' | 'ClusterRole';
  readonly namespace?: string;
  readonly rules: readonly PolicyRule[];
}

export interface RightsRequest {
  readonly views: readonly ViewName[];
  /** Null: the whole cluster. */
  readonly namespaces: NamespaceScope;
  /** Whether events are read, to explain findings. */
  readonly events: boolean;
  /** Whether logs of crashed containers are read. */
  readonly logs: boolean;
}

/**
 * The least roles that reading these views takes: `list`, and `get` by name where no list is needed: of Secrets, where
 * their certificates are judged (`tlsSecrets`). No wildcards. What lies outside of the namespaces is not read and takes no right.
 */
export const requiredRoles = (request: RightsRequest): readonly RbacRole[] => {
  const { namespaces } = request;
  const names = readResources(request);
  if (names.length === 0) return [];
  const logs = request.logs && names.includes('pods') ? [LOG_RULE] : [];
  if (namespaces !== null) {
    return namespaces.map((namespace) => ({
      kind: 'Role',
      namespace,
      rules: [existenceRule(namespace), ...readRules(names), ...logs],
    }));
  }
  const everywhere = names.filter((name) => resourceOf(name).within === undefined);
  const rules = [...readRules(everywhere), ...logs];
  return [...(rules.length > 0 ? [{ kind: 'ClusterRole' as const, rules }] : []), ...namespaceRoles(names)];
};

const LOG_RULE: PolicyRule = { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] };

/** For the question whether the namespace exists (`gather/existence.ts`). */
const existenceRule = (namespace: string): PolicyRule => ({
  apiGroups: [''],
  resources: ['namespaces'],
  resourceNames: [namespace],
  verbs: ['get'],
});

/** Everything that is read. The server's version takes no right: `system:public-info-viewer` opens it to everybody. */
const readResources = ({ views, namespaces, events }: RightsRequest): readonly ResourceName[] => {
  const names = views.filter(isListedView).filter((view) => scopeProblem(view, namespaces) === undefined);
  const readsEvents = events && names.some((name) => resourceOf(name).namespaced);
  return [...new Set<ResourceName>([...names, ...(readsEvents ? (['events'] as const) : [])])];
};

/** The rules of an API group: one for what is listed, one for what is read by name. */
const readRules = (names: readonly ResourceName[]): readonly PolicyRule[] => {
  const byGroup = Map.groupBy(names, (name) => resourceOf(name).group);
  return [...byGroup]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .flatMap(([group, members]) => [
      ...verbRules(
        'list',
        group,
        members.filter((name) => !isReadByName(name)),
      ),
      ...verbRules('get', group, members.filter(isReadByName)),
    ]);
};

const verbRules = (verb: 'get' | 'list', group: string, names: readonly ResourceName[]): readonly PolicyRule[] =>
  names.length === 0
    ? []
    : [{ apiGroups: [group], resources: names.map((name) => resourceOf(name).resource).toSorted(), verbs: [verb] }];

/** Roles for lists of which one namespace is of interest. */
const namespaceRoles = (names: readonly ResourceName[]): readonly RbacRole[] => {
  const within = Map.groupBy(
    names.filter((name) => resourceOf(name).within !== undefined),
    (name) => resourceOf(name).within as string,
  );
  return [...within].map(([namespace, members]) => ({ kind: 'Role', namespace, rules: readRules(members) }));
};

/** One right, as a SelfSubjectAccessReview asks for it. */
export interface AccessRight {
  readonly verb: PolicyRule['verbs'][number];
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** Every right of the roles, one by one. */
export const rightsInRoles = (roles: readonly RbacRole[]): readonly AccessRight[] =>
  roles.flatMap(({ namespace, rules }) => rules.flatMap((rule) => rightsInRule(rule, namespace)));

const rightsInRule = (rule: PolicyRule, namespace: string | undefined): readonly AccessRight[] =>
  rule.resources.flatMap((full) => {
    const [resource = '', subresource] = full.split('/');
    return rule.verbs.map((verb) => ({
      verb,
      group: rule.apiGroups[0] ?? '',
      resource,
      ...(subresource !== undefined && { subresource }),
      ...(rule.resourceNames?.[0] !== undefined && { name: rule.resourceNames[0] }),
      ...(namespace !== undefined && { namespace }),
    }));
  });
