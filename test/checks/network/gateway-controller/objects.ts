import type { KubernetesObject } from '../../../cluster/api.ts';
import { endpointsManifest, type SpecFields, serviceManifest } from '../../../cluster/objects.ts';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';

/** The Gateway that the routes of all namespaces may attach to, and its namespace. */
export const EDGE = { namespace: 'edge', name: 'edge' };

/** A class of Traefik, or of the controller that is named. */
export const gatewayClass = (
  name: string,
  controllerName = 'traefik.io/gateway-controller',
  more: SpecFields = {},
): KubernetesObject => ({
  ...{ apiVersion: GATEWAY_API, kind: 'GatewayClass', metadata: { name } },
  spec: { controllerName, ...more },
});

/** A Gateway of the class `traefik`, or of another one, with these listeners. */
export const gateway = (
  namespace: string,
  name: string,
  listeners: readonly SpecFields[],
  gatewayClassName = 'traefik',
): KubernetesObject => ({
  ...{ apiVersion: GATEWAY_API, kind: 'Gateway', metadata: { name, namespace } },
  spec: { gatewayClassName, listeners },
});

/** A listener for HTTP; `more` adds or replaces fields. */
export const httpListener = (name: string, port: number, more: SpecFields = {}): SpecFields => ({
  ...{ name, port, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } }, ...more },
});

/** A listener for HTTPS with the certificate of a Secret. */
export const tlsListener = (name: string, port: number, secret: SpecFields): SpecFields =>
  httpListener(name, port, { protocol: 'HTTPS', tls: { mode: 'Terminate', certificateRefs: [secret] } });

/** An HTTPRoute from {@link EDGE} to port 80 of the Service `web`; `more` replaces fields of its spec. */
export const httpRoute = (namespace: string, name: string, more: SpecFields = {}): KubernetesObject => ({
  ...{ apiVersion: GATEWAY_API, kind: 'HTTPRoute', metadata: { name, namespace } },
  spec: { parentRefs: [EDGE], hostnames: [`${name}.${namespace}.test`], rules: [sendTo({ name: 'web' })], ...more },
});

/** A GRPCRoute as {@link httpRoute}. */
export const grpcRoute = (namespace: string, name: string, more: SpecFields = {}): KubernetesObject => ({
  ...httpRoute(namespace, name, more),
  kind: 'GRPCRoute',
});

/** A TLSRoute as {@link httpRoute}. */
export const tlsRoute = (namespace: string, name: string, more: SpecFields = {}): KubernetesObject => ({
  ...httpRoute(namespace, name, more),
  kind: 'TLSRoute',
});

/** A TCPRoute, which has no hosts, to port 80 of the Service `web`. */
export const tcpRoute = (namespace: string, name: string, more: SpecFields = {}): KubernetesObject => ({
  ...{ apiVersion: GATEWAY_API, kind: 'TCPRoute', metadata: { name, namespace } },
  spec: { parentRefs: [EDGE], rules: [sendTo({ name: 'web' })], ...more },
});

/** A rule with backends on port 80. */
export const sendTo = (...backends: readonly SpecFields[]): SpecFields => ({
  backendRefs: backends.map((backend) => ({ port: 80, ...backend })),
});

/** A Service with a ready endpoint outside of the cluster. */
export const servedService = (namespace: string, name = 'web'): readonly KubernetesObject[] => [
  serviceManifest(namespace, name, { selector: undefined }),
  endpointsManifest(namespace, name, { addresses: ['192.0.2.20'] }),
];

/** The slice of a Service with these endpoints, as the controller of Kubernetes makes it. */
export const endpointSlice = (namespace: string, service: string, endpoints: readonly object[]): KubernetesObject => ({
  ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4' },
  metadata: { name: `${service}-slice`, namespace, labels: { 'kubernetes.io/service-name': service } },
  endpoints,
  ports: [{ name: 'web', port: 8080, protocol: 'TCP' }],
});

/** Permission for routes of a namespace to send to Services, or for its Gateways to read Secrets. */
export const referenceGrant = (
  namespace: string,
  from: { readonly kind: string; readonly namespace: string },
  to: 'Service' | 'Secret',
): KubernetesObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1beta1',
  kind: 'ReferenceGrant',
  metadata: { name: 'others', namespace },
  spec: { from: [{ group: 'gateway.networking.k8s.io', ...from }], to: [{ group: '', kind: to }] },
});

/** A Secret of type `kubernetes.io/tls`. */
export const tlsSecret = (
  namespace: string,
  name: string,
  { cert, key }: { readonly cert: string; readonly key: string },
): KubernetesObject => ({
  ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'kubernetes.io/tls' },
  stringData: { 'tls.crt': cert, 'tls.key': key },
});
