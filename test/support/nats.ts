import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeServerCertificate } from './certificates.ts';
import { acceptsConnections, startDaemon, type TestDaemon, waitForDaemon } from './daemon.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export type NatsServer = {
  readonly host: string;
  readonly port: number;
  /** PEM file of the authority, with `tls`. */
  readonly ca: string;
  readonly daemon: TestDaemon;
  readonly stop: () => Promise<void>;
};

export type NatsOptions = {
  /** Lines of its configuration, beside the port and JetStream. */
  readonly lines?: readonly string[];
  readonly jetstream?: boolean;
  /** Wants TLS, with a certificate for localhost and 127.0.0.1. */
  readonly tls?: boolean;
  readonly port?: number;
  readonly name?: string;
};

/** Starts a real nats-server (Debian package `nats-server`) on a free loopback port. */
export const startNats = async ({
  lines = [],
  jetstream = true,
  tls = false,
  ...own
}: NatsOptions = {}): Promise<NatsServer> => {
  const folder = await makeTemporaryFolder('nats');
  const port = own.port ?? (await findFreePort());
  const { ca, cert, key } = await writeServerCertificate(folder.path, 'Kavmon Test NATS CA');
  const file = join(folder.path, 'nats.conf');
  const settings = [
    `listen: "127.0.0.1:${port}"`,
    `server_name: ${own.name ?? 'lab'}`,
    ...(jetstream ? [`jetstream { store_dir: "${join(folder.path, 'data')}" }`] : []),
    ...(tls ? [`tls { cert_file: "${cert}", key_file: "${key}" }`] : []),
    ...lines,
  ];
  await writeFile(file, settings.join('\n'));
  const daemon = startDaemon('nats-server', ['-c', file]);
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  await waitForDaemon(daemon, () => acceptsConnections(port), { name: 'nats-server', cleanUp: stop });
  return { host: '127.0.0.1', port, ca, daemon, stop };
};
