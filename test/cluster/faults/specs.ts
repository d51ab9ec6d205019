import { PAUSE_IMAGE } from '../containerd.ts';
import {
  deploymentManifest,
  labelledDeployment,
  networkPolicyManifest,
  podSpec,
  serviceManifest,
  shellContainer,
  WAIT_SCRIPT,
  webContainer,
} from '../objects.ts';
import type { ClusterScenario } from '../scenario.ts';

const servedBy = (namespace: string, name: string) => [
  deploymentManifest(namespace, name, { pod: podSpec([webContainer('web')]) }),
  serviceManifest(namespace, name),
];

const clientOf = (namespace: string, name: string, url: string, more = {}) =>
  deploymentManifest(namespace, name, {
    pod: podSpec([shellContainer('client', WAIT_SCRIPT, { env: [{ name: 'BACKEND_URL', value: url }] })], more),
  });

/** Specs that do not fit each other: all pods run, and what they do cannot succeed. */
export const SPEC_FAULTS: readonly ClusterScenario[] = [
  {
    title: 'an address in the environment with a port that the Service does not have',
    namespace: 'billing',
    objects: [...servedBy('billing', 'ratings'), clientOf('billing', 'biller', 'http://ratings:8081/v1')],
    expect: [{ kind: 'Deployment', name: 'biller', says: ['BACKEND_URL', 'ratings has no port 8081', 'it has 80'] }],
  },
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
  {
    title: 'dnsPolicy None without the DNS of the cluster, for the name of a Service',
    namespace: 'lookups',
    objects: [
      ...servedBy('lookups', 'places'),
      clientOf('lookups', 'finder', 'http://places:80/', {
        dnsPolicy: 'None',
        dnsConfig: { nameservers: ['192.0.2.53'] },
      }),
    ],
    expect: [{ kind: 'Deployment', name: 'finder', says: ['dnsPolicy None', 'Service places'] }],
  },
];
