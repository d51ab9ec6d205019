import {
  labelledDeployment,
  networkPolicyManifest,
  podSpec,
  serviceManifest,
  shellContainer,
  WAIT_SCRIPT,
  webContainer,
} from '../objects.ts';
import type { ClusterScenario } from '../scenario.ts';

const ADDRESSES = {
  BACKEND_URL: 'http://stage:80/v1',
  BACKEND_HOST: 'stage.theatre.svc.cluster.local',
  BACKEND_PORT: '80',
  PUBLIC_URL: 'https://tickets.acme.test:8443',
  LOG_LEVELS: 'stage:3000',
};

const env = Object.entries(ADDRESSES).map(([name, value]) => ({ name, value }));

/** Specs that fit each other, beside what looks as if it did not. */
export const HEALTHY_SPECS: readonly ClusterScenario[] = [
  {
    title:
      'a Service over a workload and its canary, addresses that are right, a policy that lets in the ports of pods',
    namespace: 'theatre',
    objects: [
      labelledDeployment('theatre', 'stage', { part: 'stage' }, podSpec([webContainer('web')])),
      labelledDeployment('theatre', 'stage-canary', { part: 'stage' }, podSpec([webContainer('web')])),
      serviceManifest('theatre', 'stage', { selector: { part: 'stage' } }),
      networkPolicyManifest('theatre', 'stage', {
        podSelector: { matchLabels: { part: 'stage' } },
        ingress: [{ ports: [{ port: 'web' }, { port: 80 }] }],
      }),
      labelledDeployment('theatre', 'usher', {}, podSpec([shellContainer('usher', WAIT_SCRIPT, { env })])),
    ],
    expect: [],
  },
];
