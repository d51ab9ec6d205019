import { PAUSE_IMAGE } from '../containerd.ts';
import {
  deploymentManifest,
  labelledDeployment,
  networkPolicyManifest,
  podSpec,
  serviceManifest,
  webContainer,
} from '../objects.ts';
import type { ClusterScenario } from '../scenario.ts';

const servedBy = (namespace: string, name: string) => [
  deploymentManifest(namespace, name, { pod: podSpec([webContainer('web')]) }),
  serviceManifest(namespace, name),
];

/**
 * Specs that do not fit each other, though all pods run. Those that only values of variables show are rows of their tests:
 * a saved cluster has no such values.
 */
export const SPEC_FAULTS: readonly ClusterScenario[] = [
  {
    title: 'a selector that also takes in a workload without the port',
    namespace: 'seating',
    objects: [
      labelledDeployment('seating', 'seats', { part: 'seats' }, podSpec([webContainer('web')])),
      labelledDeployment(
        'seating',
        'seat-cleaner',
        { part: 'seats' },
        podSpec([{ name: 'clean', image: PAUSE_IMAGE }]),
      ),
      serviceManifest('seating', 'seats', { selector: { part: 'seats' } }),
    ],
    expect: [{ kind: 'Service', name: 'seats', says: ['takes in', 'seat-cleaner', '8080'] }],
  },
  {
    title: 'a policy that lets in the port of the Service, and not the one of its pods',
    namespace: 'vaults',
    objects: [
      ...servedBy('vaults', 'vault'),
      networkPolicyManifest('vaults', 'vault', { ingress: [{ ports: [{ port: 80 }] }] }),
    ],
    expect: [{ kind: 'NetworkPolicy', name: 'vault', says: ['port 80', 'not 8080'] }],
  },
];
