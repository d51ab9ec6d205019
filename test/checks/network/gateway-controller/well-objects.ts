import type { KubernetesObject } from '../../../cluster/api.ts';
import {
  deploymentManifest,
  namespaceManifest,
  podSpec,
  serviceManifest,
  webContainer,
} from '../../../cluster/objects.ts';
import type { TestTraefik } from '../../../cluster/traefik.ts';
import { issueCertificate } from '../../../support/certificates.ts';
import * as make from './objects.ts';

const NAMESPACE = 'well';
const certificate = issueCertificate({ subject: 'acme.test', names: ['acme.test'] });

/** Gateways and routes that are well, each the twin of one that is ill. */
export const wellObjects = ({ webPort, tlsPort, passPort, rawPort }: TestTraefik): readonly KubernetesObject[] => [
  ...[make.EDGE.namespace, NAMESPACE, 'shared'].map((name) => namespaceManifest(name)),
  make.gatewayClass('traefik'),
  // Nothing is of this class: whether it is accepted is nobody's concern.
  make.gatewayClass('unused', 'acme.test/unused'),
  make.tlsSecret(make.EDGE.namespace, 'cert', certificate),
  make.tlsSecret('shared', 'cert', certificate),
  make.referenceGrant('shared', { kind: 'Gateway', namespace: NAMESPACE }, 'Secret'),
  make.gateway(make.EDGE.namespace, make.EDGE.name, [
    make.httpListener('web', webPort),
    make.tlsListener('tls', tlsPort, { name: 'cert' }),
    make.httpListener('passed', passPort, { protocol: 'TLS', tls: { mode: 'Passthrough' } }),
    make.httpListener('raw', rawPort, { protocol: 'TCP' }),
  ]),
  make.gateway(NAMESPACE, 'own', [
    make.httpListener('web', webPort, { allowedRoutes: { namespaces: { from: 'Same' } } }),
    make.tlsListener('tls', tlsPort, { name: 'cert', namespace: 'shared' }),
  ]),
  ...make.servedService(NAMESPACE),
  ...make.servedService('shared'),
  {
    ...make.referenceGrant('shared', { kind: 'HTTPRoute', namespace: NAMESPACE }, 'Service'),
    ...named('shared', 'routes'),
  },
  ...wellRoutes(),
  ...parkedObjects(),
];

const named = (namespace: string, name: string) => ({ metadata: { namespace, name } });

const wellRoutes = (): readonly KubernetesObject[] => [
  make.httpRoute(NAMESPACE, 'plain'),
  make.grpcRoute(NAMESPACE, 'grpc'),
  make.tlsRoute(NAMESPACE, 'passed', { parentRefs: [{ ...make.EDGE, sectionName: 'passed' }] }),
  make.tcpRoute(NAMESPACE, 'raw', { parentRefs: [{ ...make.EDGE, sectionName: 'raw' }] }),
  make.httpRoute(NAMESPACE, 'own', {
    parentRefs: [
      { name: 'own', sectionName: 'tls' },
      { name: 'own', sectionName: 'web' },
    ],
  }),
  make.httpRoute(NAMESPACE, 'granted', { rules: [make.sendTo({ name: 'web', namespace: 'shared' })] }),
  // Blue and green: Traefik says BackendNotFound of what no request goes to.
  make.httpRoute(NAMESPACE, 'unused-missing', { rules: [make.sendTo({ name: 'web' }, { name: 'green', weight: 0 })] }),
  make.httpRoute(NAMESPACE, 'unused-unserved', {
    rules: [make.sendTo({ name: 'web' }, { name: 'parked', weight: 0 })],
  }),
  make.httpRoute(NAMESPACE, 'drained', { rules: [make.sendTo({ name: 'web', weight: 0 })] }),
  make.httpRoute(NAMESPACE, 'redirect', {
    rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] }],
  }),
  make.httpRoute(NAMESPACE, 'parked', { rules: [make.sendTo({ name: 'parked' })] }),
];

/** A workload at zero replicas, as something idle is scaled, and its Service. */
const parkedObjects = (): readonly KubernetesObject[] => [
  deploymentManifest(NAMESPACE, 'parked', { replicas: 0, pod: podSpec([webContainer('web')]) }),
  serviceManifest(NAMESPACE, 'parked'),
  make.endpointSlice(NAMESPACE, 'parked', []),
];
