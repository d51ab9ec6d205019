import { afterEach, describe, expect, it } from 'vitest';
import { missingRights, rightText } from '../../src/kubernetes/access-review.ts';
import { createClient } from '../../src/kubernetes/api/client.ts';
import { rightsIn, rolesFor } from '../../src/kubernetes/rbac.ts';
import type { ViewName } from '../../src/kubernetes/resources.ts';
import { listed } from '../../src/kubernetes/resources.ts';
import { type ApiServer, startApiServer } from '../support/api-server.ts';

let apiServer: ApiServer | undefined;
afterEach(() => apiServer?.stop());

const ALL_VIEWS = listed.filter((name) => name !== 'events') as readonly ViewName[];

describe('rolesFor', () => {
  it('allows lists of what is read in the namespaces, and nothing of the cluster', () => {
    const views = ['pods', 'deployments', 'nodes', 'leases', 'apiServers'] as const;
    expect(rolesFor({ views, namespaces: ['shop'], events: true, logs: true })).toEqual([
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

  it('allows leases in their one namespace only', () => {
    expect(rolesFor({ views: ['nodes', 'leases'], namespaces: null, events: false, logs: true })).toEqual([
      { kind: 'ClusterRole', rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }] },
      {
        kind: 'Role',
        namespace: 'kube-node-lease',
        rules: [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['list'] }],
      },
    ]);
  });

  it('needs nothing for nothing', () => {
    expect(rolesFor({ views: [], namespaces: ['shop'], events: true, logs: true })).toEqual([]);
    expect(rolesFor({ views: ['apiServers'], namespaces: null, events: true, logs: true })).toEqual([]);
  });

  it.each([null, ['shop']])('never allows Secrets, wildcards or changes in %s', (namespaces) => {
    const roles = rolesFor({ views: ALL_VIEWS, namespaces, events: true, logs: true });
    const text = JSON.stringify(roles);
    expect(text).not.toMatch(/secret|\*/i);
    expect(new Set(roles.flatMap(({ rules }) => rules.flatMap(({ verbs }) => verbs)))).toEqual(
      new Set(['get', 'list']),
    );
  });
});

describe('missingRights', () => {
  it('asks about every right of the roles and names those that are missing', async () => {
    apiServer = await startApiServer({
      answers: { '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': { status: { allowed: false } } },
    });
    const client = createClient({
      access: {
        server: new URL(apiServer.url),
        tls: {},
        namespace: 'shop',
        cluster: null,
        authorize: async () => ({}),
      },
      version: '1',
      signal: new AbortController().signal,
    });
    const rights = rightsIn(rolesFor({ views: ['pods', 'jobs'], namespaces: ['shop'], events: false, logs: true }));
    const missing = await missingRights(client, rights);
    client.close();
    expect(missing.map(rightText)).toEqual([
      'get namespaces shop in namespace shop',
      'list pods in namespace shop',
      'list jobs.batch in namespace shop',
      'get pods/log in namespace shop',
    ]);
    expect(JSON.parse(apiServer.seen[2]?.body ?? '')).toEqual({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb: 'list', group: 'batch', resource: 'jobs', namespace: 'shop' } },
    });
  });
});
