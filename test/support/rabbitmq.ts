import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeServerCertificate } from './certificates.ts';
import { startDaemon, type TestDaemon, waitForDaemon } from './daemon.ts';
import { execFileAsync } from './exec-file.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

export type RabbitServer = {
  readonly host: string;
  readonly port: number;
  readonly tlsPort: number;
  /** PEM file of the authority that signed the certificate of the TLS port (for localhost and 127.0.0.1). */
  readonly ca: string;
  /** URL of the management API, without a slash at its end. */
  readonly api: string;
  /** Asks the management API as guest; a body is sent as JSON. Throws with the answer when its status is not 2xx. */
  readonly send: <T>(method: string, path: string, body?: object) => Promise<T>;
  /** Runs rabbitmqctl with these arguments. Returns its output. */
  readonly ctl: (...args: readonly string[]) => Promise<string>;
  readonly daemon: TestDaemon;
  readonly stop: () => Promise<void>;
};

/** Those of `describeWithPackages`. */
export const RABBITMQ_PACKAGES = ['rabbitmq-server'] as const;

const BIN_FOLDER = '/usr/lib/rabbitmq/bin';

/**
 * Starts a real RabbitMQ with its management API: user guest, virtual host `/`. Statistics are sampled every second. Its port
 * mapper (epmd) is one of its own: RabbitMQ starts one that stays, where none listens.
 */
export const startRabbit = async (): Promise<RabbitServer> => {
  const folder = await makeTemporaryFolder('rabbitmq');
  const [port, tlsPort, apiPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const env = await rabbitEnvironment(folder);
  const { ca, cert, key } = await writeServerCertificate(folder.path, 'Kavmon Test RabbitMQ CA');
  await writeFile(join(folder.path, 'enabled_plugins'), '[rabbitmq_management].\n');
  await writeFile(
    join(folder.path, 'rabbitmq.conf'),
    [
      `listeners.tcp.default = 127.0.0.1:${port}`,
      `listeners.ssl.default = 127.0.0.1:${tlsPort}`,
      ...[`ssl_options.cacertfile = ${ca}`, `ssl_options.certfile = ${cert}`, `ssl_options.keyfile = ${key}`],
      'management.tcp.ip = 127.0.0.1',
      `management.tcp.port = ${apiPort}`,
      'collect_statistics_interval = 1000',
      'disk_free_limit.absolute = 1MB',
    ].join('\n'),
  );
  const epmd = startDaemon('epmd', ['-port', env.ERL_EPMD_PORT ?? '', '-address', '127.0.0.1'], { env });
  const daemon = startDaemon(join(BIN_FOLDER, 'rabbitmq-server'), [], { env, cwd: folder.path });
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await epmd.stop();
    await folder.remove();
  };
  const api = `http://127.0.0.1:${apiPort}`;
  const server: RabbitServer = {
    ...{ host: '127.0.0.1', port, tlsPort, ca, api, daemon, stop },
    send: (method, path, body) => sendToApi(`${api}/api/${path}`, method, body),
    ctl: async (...args) => (await execFileAsync(join(BIN_FOLDER, 'rabbitmqctl'), args, { env })).stdout,
  };
  const isReady = (): Promise<boolean> =>
    server.send('GET', `health/checks/port-listener/${port}`).then(
      () => true,
      () => false,
    );
  await waitForDaemon(daemon, isReady, { name: 'RabbitMQ', cleanUp: stop, ms: 110_000, every: 200 });
  return server;
};

const rabbitEnvironment = async ({ path }: TemporaryFolder): Promise<Record<string, string>> => ({
  PATH: process.env.PATH ?? '',
  HOME: path,
  // Has the script become the server, so that signals reach it.
  RUNNING_UNDER_SYSTEMD: 'true',
  RABBITMQ_NODENAME: 'lab@localhost',
  RABBITMQ_MNESIA_BASE: join(path, 'mnesia'),
  RABBITMQ_LOG_BASE: join(path, 'log'),
  RABBITMQ_ENABLED_PLUGINS_FILE: join(path, 'enabled_plugins'),
  RABBITMQ_CONFIG_FILE: join(path, 'rabbitmq.conf'),
  RABBITMQ_DIST_PORT: String(await findFreePort()),
  ERL_EPMD_ADDRESS: '127.0.0.1',
  ERL_EPMD_PORT: String(await findFreePort()),
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1} +S 1:1',
});

const sendToApi = async <T>(url: string, method: string, body: object | undefined): Promise<T> => {
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: HTTP ${answer.status} ${text}`);
  return (text === '' ? null : JSON.parse(text)) as T;
};
