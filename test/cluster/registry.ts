import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONTAINERD_SOCKET, REGISTRY_PORTS } from './containerd.ts';
import { type TestCluster, waitUntilUp } from './control-plane.ts';
import { installPrograms, NEEDED_PROGRAMS } from './debian.ts';
import { findBusybox, writeImageArchive } from './images.ts';
import type { ClusterNode } from './node.ts';
import { runTool } from './program.ts';

/** The registries of the pull faults. */
export type TestRegistries = {
  /** Pushes one of two images of busybox to the open registry under this name; a second push moves the tag. */
  readonly push: (content: 'one' | 'two', image: string) => Promise<void>;
};

/** Starts an open registry, one behind a password, and one that answers "too many requests" to everything. */
export const startRegistries = async (cluster: TestCluster, node: ClusterNode): Promise<TestRegistries> => {
  const reason = await installPrograms(NEEDED_PROGRAMS.registry);
  if (reason) throw new Error(reason);
  const { folder } = cluster;
  const passwords = join(folder, 'htpasswd');
  const password = randomBytes(12).toString('hex');
  await writeFile(passwords, await runTool(['htpasswd', '-Bbn', 'puller', password]), { mode: 0o600 });
  const auth = { htpasswd: { realm: 'private', path: passwords } };
  const daemons = [
    await startRegistry(cluster, node, 'registry.acme.test', {}),
    await startRegistry(cluster, node, 'private.acme.test', { auth }),
    node.launch('busy-registry', [
      process.execPath,
      join(import.meta.dirname, 'busy-registry.ts'),
      registryPort('mirror.acme.test'),
    ]),
  ];
  for (const host of Object.keys(REGISTRY_PORTS)) {
    await waitUntilUp(host, 20, daemons, () =>
      runTool(node.inside(['bash', '-c', `: < /dev/tcp/127.0.0.1/${registryPort(host)}`])),
    );
  }
  await writeImageArchive(join(folder, 'contents.tar'), await findBusybox(), [
    { names: [contentImage('one')], label: 'one' },
    { names: [contentImage('two')], label: 'two' },
  ]);
  await runTool(node.inside(ctrImages('import', join(folder, 'contents.tar'))));
  const push: TestRegistries['push'] = async (content, image) => {
    const path = image.slice(image.indexOf('/') + 1);
    const target = `127.0.0.1:${registryPort('registry.acme.test')}/${path}`;
    await runTool(node.inside(ctrImages('push', '--plain-http', target, contentImage(content))));
  };
  return { push };
};

const contentImage = (content: string): string => `localhost/content:${content}`;

/**
 * Command line of containerd's client in a namespace of its own: the kubelet does not find an image in its namespace
 * once a second name of it is removed.
 */
const ctrImages = (...args: readonly string[]): string[] => [
  'ctr',
  '-a',
  CONTAINERD_SOCKET,
  '-n',
  'registry',
  'images',
  ...args,
];

const registryPort = (host: string): string => String(REGISTRY_PORTS[host]);

const startRegistry = async ({ folder }: TestCluster, node: ClusterNode, host: string, more: object) => {
  const rootdirectory = join(folder, host);
  await mkdir(rootdirectory);
  const file = join(folder, `${host}.json`);
  const config = {
    version: '0.1',
    log: { level: 'warn' },
    storage: { filesystem: { rootdirectory } },
    http: { addr: `127.0.0.1:${registryPort(host)}` },
    ...more,
  };
  // The file is YAML, of which JSON is a subset.
  await writeFile(file, JSON.stringify(config, null, 2));
  return node.launch(`registry-${host.split('.')[0]}`, ['docker-registry', 'serve', file]);
};
