import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeServerCertificate } from './certificates.ts';
import { acceptsConnections, startDaemon, type TestDaemon, waitForDaemon } from './daemon.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** Where nginx passes requests on to: ports of this machine. */
export interface NginxUpstreams {
  readonly grpc: number;
  readonly websocket: number;
  readonly http: number;
}

export interface Nginx {
  /** Port with TLS, which agrees on HTTP/2 or HTTP/1.1. */
  readonly tlsPort: number;
  /** Port in the clear that speaks HTTP/2 only, and passes gRPC on. */
  readonly plainPort: number;
  /** Port in the clear that speaks HTTP/1.1. */
  readonly port: number;
  /** PEM file of the authority. */
  readonly ca: string;
  readonly daemon: TestDaemon;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a real nginx (Debian package `nginx-light`, or another one): `/hello`, `/http/` and `/socket` are passed on, `/closed`
 * without the upgrade that WebSockets need, and gRPC on the port of HTTP/2 and with TLS.
 */
export const startNginx = async (upstreams: NginxUpstreams): Promise<Nginx> => {
  const folder = await makeTemporaryFolder('nginx');
  const [port, tlsPort, plainPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const { ca, cert, key } = await writeServerCertificate(folder.path, 'Kavmon Test nginx CA');
  await mkdir(join(folder.path, 'tmp'));
  const file = join(folder.path, 'nginx.conf');
  await writeFile(file, configurationOf(folder.path, { port, tlsPort, plainPort, cert, key }, upstreams));
  const daemon = startDaemon('/usr/sbin/nginx', ['-p', folder.path, '-c', file, '-e', join(folder.path, 'error.log')]);
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  await waitForDaemon(daemon, () => acceptsConnections(plainPort), { name: 'nginx', cleanUp: stop });
  return { port, tlsPort, plainPort, ca, daemon, stop };
};

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

const configurationOf = (
  folder: string,
  own: Readonly<Record<'port' | 'tlsPort' | 'plainPort', number>> & Readonly<Record<'cert' | 'key', string>>,
  { grpc, websocket, http }: NginxUpstreams,
): string => `daemon off;
master_process off;
pid ${folder}/pid;
events { worker_connections 64; }
http {
  access_log off;
  ${TEMPORARY.map((name) => `${name}_temp_path ${folder}/tmp;`).join('\n  ')}
  server {
    listen 127.0.0.1:${own.port};
    listen 127.0.0.1:${own.tlsPort} ssl http2;
    listen 127.0.0.1:${own.plainPort} http2;
    ssl_certificate ${own.cert};
    ssl_certificate_key ${own.key};
    location = /hello { default_type application/json; return 200 '{"protocol":"$server_protocol"}'; }
    location = /nowhere { proxy_pass http://127.0.0.1:1; }
    location /http/ { proxy_pass http://127.0.0.1:${http}/; }
    location = /socket {
      proxy_pass http://127.0.0.1:${websocket};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;
    }
    location = /closed { proxy_pass http://127.0.0.1:${http}/ok; }
    location /grpc.health.v1.Health/ { grpc_pass grpc://127.0.0.1:${grpc}; }
  }
}
`;
