import type { KubernetesObject } from '../../../cluster/api.ts';
import { serviceManifest } from '../../../cluster/objects.ts';
import type { TestTraefik } from '../../../cluster/traefik.ts';
import { podBehindService } from './crashing-pod.ts';
import * as make from './objects.ts';

/** A fault in a namespace of its own, and what must be found of it. */
export interface GatewayCase {
  readonly namespace: string;
  readonly objects: readonly KubernetesObject[];
  /** The object that is at the root, `KIND NAME`, and words of its message. */
  readonly root: readonly [object: string, says: RegExp];
  /** What follows from it. */
  readonly consequences?: readonly string[];
}

type CaseForm = readonly [
  namespace: string,
  root: GatewayCase['root'],
  objects: readonly KubernetesObject[],
  consequences?: readonly string[],
];

/** Routes and Gateways that are ill in one way each, as Traefik itself says it. */
export const illCases = ({ webPort, tlsPort }: TestTraefik): readonly GatewayCase[] =>
  [...gatewayForms(webPort, tlsPort), ...parentForms(webPort), ...backendForms()].map(
    ([namespace, root, objects, consequences = []]) => ({ namespace, root, objects, consequences }),
  );

const gatewayForms = (webPort: number, tlsPort: number): readonly CaseForm[] => [
  [
    'unknown-class',
    ['Gateway lone', /GatewayClass treafik not found: there is .*traefik/],
    [make.gateway('unknown-class', 'lone', [make.httpListener('web', webPort)], 'treafik')],
  ],
  [
    'controller-away',
    [
      'GatewayClass away',
      /no controller has accepted it: is acme\.test\/gateway running\?.* 2 Gateways are of this class/,
    ],
    [
      make.gatewayClass('away', 'acme.test/gateway'),
      make.gateway('controller-away', 'one', [make.httpListener('web', webPort)], 'away'),
      make.gateway('controller-away', 'two', [make.httpListener('web', webPort)], 'away'),
      ...make.servedService('controller-away'),
      make.httpRoute('controller-away', 'route', { parentRefs: [{ name: 'one' }] }),
    ],
    ['Gateway one', 'Gateway two', 'HTTPRoute route'],
  ],
  [
    'no-entry-point',
    ['Gateway lone', /listener web \(9\): Accepted=False PortUnavailable: Cannot find entryPoint/],
    [
      make.gateway('no-entry-point', 'lone', [make.httpListener('web', 9)]),
      ...make.servedService('no-entry-point'),
      make.httpRoute('no-entry-point', 'route', { parentRefs: [{ name: 'lone' }] }),
    ],
    ['HTTPRoute route'],
  ],
  [
    'no-certificate',
    [
      'Gateway lone',
      /not programmed .*listener tls \(\d+\): ResolvedRefs=False InvalidCertificateRef: .*no-certificate\/gone/,
    ],
    [make.gateway('no-certificate', 'lone', [make.tlsListener('tls', tlsPort, { name: 'gone' })])],
  ],
  [
    'no-certificate-grant',
    ['Gateway lone', /RefNotPermitted: .*missing ReferenceGrant/],
    [
      make.gateway('no-certificate-grant', 'lone', [
        make.tlsListener('tls', tlsPort, { name: 'cert', namespace: 'edge' }),
      ]),
    ],
  ],
  [
    'half-programmed',
    ['Gateway lone', /programmed in part .*listener tls \(\d+\): ResolvedRefs=False InvalidCertificateRef/],
    [
      make.gateway('half-programmed', 'lone', [
        make.httpListener('web', webPort),
        make.tlsListener('tls', tlsPort, { name: 'gone' }),
      ]),
      ...make.servedService('half-programmed'),
      make.httpRoute('half-programmed', 'on-tls', { parentRefs: [{ name: 'lone', sectionName: 'tls' }] }),
      make.httpRoute('half-programmed', 'on-web', { parentRefs: [{ name: 'lone', sectionName: 'web' }] }),
    ],
    ['HTTPRoute on-tls'],
  ],
];

const parentForms = (webPort: number): readonly CaseForm[] => [
  ['no-gateway', ['HTTPRoute route', /no such Gateway/], routeTo('no-gateway', { name: 'gone' })],
  [
    'no-section',
    ['HTTPRoute route', /Gateway edge\/edge \(grpc\) .*NoMatchingParent/],
    routeTo('no-section', { ...make.EDGE, sectionName: 'grpc' }),
  ],
  ['no-port', ['HTTPRoute route', /NoMatchingParent/], routeTo('no-port', { ...make.EDGE, port: 12 })],
  [
    'other-host',
    ['HTTPRoute route', /NoMatchingListenerHostname/],
    [
      make.gateway('other-host', 'lone', [make.httpListener('web', webPort, { hostname: '*.acme.test' })]),
      ...routeTo('other-host', { name: 'lone' }),
    ],
  ],
  [
    'not-allowed',
    ['GRPCRoute route', /NotAllowedByListeners/],
    [
      ...make.servedService('not-allowed'),
      make.grpcRoute('not-allowed', 'route', { parentRefs: [{ namespace: 'well', name: 'own', sectionName: 'web' }] }),
    ],
  ],
  [
    'not-tls',
    ['TLSRoute route', /NotAllowedByListeners/],
    [
      ...make.servedService('not-tls'),
      make.tlsRoute('not-tls', 'route', { parentRefs: [{ ...make.EDGE, sectionName: 'web' }] }),
    ],
  ],
  [
    'no-tcp-listener',
    ['TCPRoute route', /NotAllowedByListeners|NoMatchingParent/],
    [
      ...make.servedService('no-tcp-listener'),
      make.tcpRoute('no-tcp-listener', 'route', { parentRefs: [{ ...make.EDGE, sectionName: 'web' }] }),
    ],
  ],
  [
    'one-of-two',
    ['HTTPRoute route', /not attached to Gateway edge\/edge \(gone\)/],
    [
      ...make.servedService('one-of-two'),
      make.httpRoute('one-of-two', 'route', {
        parentRefs: ['web', 'gone'].map((sectionName) => ({ ...make.EDGE, sectionName })),
      }),
    ],
  ],
];

const routeTo = (namespace: string, parent: object): readonly KubernetesObject[] => [
  ...make.servedService(namespace),
  make.httpRoute(namespace, 'route', { parentRefs: [parent] }),
];

const backendForms = (): readonly CaseForm[] => [
  [
    'no-service',
    ['HTTPRoute route', /backend Service webb not found .*there is web; its controller says: BackendNotFound/],
    [
      ...make.servedService('no-service'),
      make.httpRoute('no-service', 'route', { rules: [make.sendTo({ name: 'webb' })] }),
    ],
  ],
  [
    'no-service-grpc',
    ['GRPCRoute route', /backend Service webb not found .*BackendNotFound/],
    [
      ...make.servedService('no-service-grpc'),
      make.grpcRoute('no-service-grpc', 'route', { rules: [make.sendTo({ name: 'webb' })] }),
    ],
  ],
  [
    'no-service-tls',
    ['TLSRoute route', /backend Service webb not found .*BackendNotFound/],
    [
      ...make.servedService('no-service-tls'),
      make.tlsRoute('no-service-tls', 'route', {
        parentRefs: [{ ...make.EDGE, sectionName: 'passed' }],
        rules: [make.sendTo({ name: 'webb' })],
      }),
    ],
  ],
  [
    'no-service-tcp',
    ['TCPRoute route', /backend Service webb not found .*BackendNotFound/],
    [
      ...make.servedService('no-service-tcp'),
      make.tcpRoute('no-service-tcp', 'route', {
        parentRefs: [{ ...make.EDGE, sectionName: 'raw' }],
        rules: [make.sendTo({ name: 'webb' })],
      }),
    ],
  ],
  [
    'no-service-port',
    ['HTTPRoute route', /backend Service web has no port 81: it has 80/],
    [
      ...make.servedService('no-service-port'),
      make.httpRoute('no-service-port', 'route', { rules: [make.sendTo({ name: 'web', port: 81 })] }),
    ],
  ],
  [
    'external-name',
    ['HTTPRoute route', /BackendNotFound: .*ExternalName is not supported/],
    [
      serviceManifest('external-name', 'web', { type: 'ExternalName', externalName: 'acme.test', selector: undefined }),
      make.httpRoute('external-name', 'route'),
    ],
  ],
  [
    'no-grant',
    ['HTTPRoute route', /RefNotPermitted: .*missing ReferenceGrant/],
    [make.httpRoute('no-grant', 'route', { rules: [make.sendTo({ name: 'web', namespace: 'well' })] })],
  ],
  [
    'other-kind',
    ['HTTPRoute route', /InvalidKind/],
    [
      make.httpRoute('other-kind', 'route', {
        rules: [make.sendTo({ group: 'acme.test', kind: 'Bucket', name: 'files' })],
      }),
    ],
  ],
  [
    'no-endpoints',
    ['Pod web', /CrashLoopBackOff/],
    [...podBehindService('no-endpoints'), make.httpRoute('no-endpoints', 'route')],
    ['HTTPRoute route', 'Pod web', 'Service web'],
  ],
];
