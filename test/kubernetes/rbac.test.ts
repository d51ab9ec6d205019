import { describe, expect, it } from 'vitest';
import { requiredRoles } from '../../src/kubernetes/rbac.ts';
import type { ViewName } from '../../src/kubernetes/resources.ts';
import { resourceNames } from '../../src/kubernetes/resources.ts';

const ALL_VIEWS = resourceNames.filter((name) => name !== 'events' && name !== 'tlsSecrets') as readonly ViewName[];

describe('rolesFor', () => {
  it('grants lists in the namespaces, and nothing of the cluster', () => {
    const views = ['pods', 'deployments', 'nodes', 'leases', 'apiServers'] as const;
    expect(requiredRoles({ views, namespaces: ['shop'], events: true, logs: true })).toEqual([
      {
        kind: 'Role',
        namespace: 'shop',
        rules: [
          { apiGroups: [''], resources: ['namespaces'], resourceNames: ['shop'], verbs: ['get'] },
          { apiGroups: [''], resources: ['events', 'pods'], verbs: ['list'] },
          { apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'] },
          { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
        ],
      },
    ]);
  });

  it('grants leases in their one namespace only', () => {
    expect(requiredRoles({ views: ['nodes', 'leases'], namespaces: null, events: false, logs: true })).toEqual([
      { kind: 'ClusterRole', rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }] },
      {
        kind: 'Role',
        namespace: 'kube-node-lease',
        rules: [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['list'] }],
      },
    ]);
  });

  it('grants nothing when no list is read', () => {
    expect(requiredRoles({ views: [], namespaces: ['shop'], events: true, logs: true })).toEqual([]);
    expect(requiredRoles({ views: ['apiServers'], namespaces: null, events: true, logs: true })).toEqual([]);
  });

  it.each([null, ['shop']])(
    'grants to get Secrets for their certificates only, never to list them, in %s',
    (namespaces) => {
      const views = ['ingresses', 'tlsSecrets'] as const;
      const [role] = requiredRoles({ views, namespaces, events: false, logs: true });
      expect(role?.rules.filter(({ resources }) => resources.includes('secrets'))).toEqual([
        { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
      ]);
    },
  );

  it.each([null, ['shop']])('never grants Secrets, wildcards or changes in %s for any other view', (namespaces) => {
    const roles = requiredRoles({ views: ALL_VIEWS, namespaces, events: true, logs: true });
    const text = JSON.stringify(roles);
    expect(text).not.toMatch(/"secrets"|\*/i);
    expect(new Set(roles.flatMap(({ rules }) => rules.flatMap(({ verbs }) => verbs)))).toEqual(
      new Set(['get', 'list']),
    );
  });
});
