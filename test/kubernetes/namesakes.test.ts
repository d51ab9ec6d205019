import { describe, expect, it } from 'vitest';
import { kindTitle, namesOfKind } from '../../src/kubernetes/namesakes.ts';

describe('a kind with its API group', () => {
  it.each([
    [{ kind: 'Service' }, 'Service', ['Service']],
    [{ kind: 'Service', group: 'serving.knative.dev' }, 'Service.serving.knative.dev', ['Service.serving.knative.dev']],
    [
      { kind: 'Cluster', group: 'postgresql.cnpg.io' },
      'Cluster.postgresql.cnpg.io',
      ['Cluster.postgresql.cnpg.io', 'Cluster'],
    ],
    [{ kind: 'Certificate', group: 'cert-manager.io' }, 'Certificate', ['Certificate.cert-manager.io', 'Certificate']],
    [{ kind: 'Gateway', group: 'networking.istio.io' }, 'Gateway.networking.istio.io', ['Gateway.networking.istio.io']],
    [{ kind: 'Deployment' }, 'Deployment', ['Deployment']],
  ])('%j is titled %s, and meant by %j', (ref, title, names) => {
    expect(kindTitle(ref)).toBe(title);
    expect(namesOfKind(ref)).toEqual(names);
  });
});
