import { describe, expect, it } from 'vitest';
import { resourceNames } from '../../src/kubernetes/resources.ts';
import { countOfKind, kindWord } from '../../src/text/kind-words.ts';

describe('countOfKind', () => {
  it.each([
    [59, 'pods', '59 pods'],
    [1, 'pods', '1 pod'],
    [1, 'daemonSets', '1 DaemonSet'],
    [2, 'networkPolicies', '2 NetworkPolicies'],
    [1, 'networkPolicies', '1 NetworkPolicy'],
    [1, 'ingresses', '1 Ingress'],
    [1, 'ingressClasses', '1 IngressClass'],
    [1, 'services', '1 Service'],
    [1, 'apiServices', '1 APIService'],
    [1, 'leases', '1 Lease'],
    [1, 'addresses', '1 address'],
    [1, 'loadBalancers', '1 Service of type LoadBalancer'],
    [2, 'localServices', '2 Services with internalTrafficPolicy Local'],
    [1, 'certificates', '1 certificate'],
  ])('%i of %s are "%s"', (count, name, text) => {
    expect(countOfKind(count, name)).toBe(text);
  });

  it('writes the kind of every list as Kubernetes does, but what everybody calls by a plain word', () => {
    const words = resourceNames.map(kindWord);
    expect(words.filter((word) => !/^[A-Z]/.test(word))).toEqual([
      'pods',
      'nodes',
      'namespaces',
      'certificates',
      'events',
    ]);
  });
});
