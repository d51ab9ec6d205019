import { describe, expect, it } from 'vitest';
import { formatRight, missingRights } from '../../src/kubernetes/access-review.ts';
import { createApiClient } from '../../src/kubernetes/api/client.ts';
import { requiredRoles, rightsInRoles } from '../../src/kubernetes/rbac.ts';
import { serveCluster } from './live-cluster.ts';

describe('missingRights', () => {
  it('returns the rights that the API server does not allow', async () => {
    const server = await serveCluster({
      answers: { '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': { status: { allowed: false } } },
    });
    const client = createApiClient({
      access: {
        server: new URL(server.url),
        tls: {},
        namespace: 'shop',
        cluster: null,
        authorize: async () => ({}),
      },
      version: '1',
      signal: new AbortController().signal,
    });
    const rights = rightsInRoles(
      requiredRoles({ views: ['pods', 'jobs'], namespaces: ['shop'], events: false, logs: true }),
    );
    const missing = await missingRights(client, rights);
    client.close();
    expect(missing.map(formatRight)).toEqual([
      'get namespaces shop in namespace shop',
      'list pods in namespace shop',
      'list jobs.batch in namespace shop',
      'get pods/log in namespace shop',
    ]);
    expect(JSON.parse(server.seen[2]?.body ?? '')).toEqual({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb: 'list', group: 'batch', resource: 'jobs', namespace: 'shop' } },
    });
  });
});
