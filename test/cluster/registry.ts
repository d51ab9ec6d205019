import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REGISTRIES, SOCKET } from './containerd.ts';
import { type Cluster, running } from './control-plane.ts';
import { install, NEEDS } from './debian.ts';
import { busybox, writeArchive } from './images.ts';
import type { Node } from './node.ts';
import { command } from './program.ts';

/** The registries of the pull faults. */
export type Registries = {
  /** Pushes one of two images of busybox to the open registry under this name; a second push moves the tag. */
  readonly push: (content: 'one' | 'two', image: string) => Promise<void>;
};

/** Starts an open registry, one behind a password, and one that answers "too many requests" to everything. */
export const startRegistries = async (cluster: Cluster, node: Node): Promise<Registries> => {
  const reason = await install(NEEDS.registry);
  if (reason) throw new Error(reason);
  const { folder } = cluster;
  const passwords = join(folder, 'htpasswd');
  const password = randomBytes(12).toString('hex');
  await writeFile(passwords, await command(['htpasswd', '-Bbn', 'puller', password]), { mode: 0o600 });
  const auth = { htpasswd: { realm: 'private', path: passwords } };
  const daemons = [
    await startRegistry(cluster, node, 'registry.acme.test', {}),
    await startRegistry(cluster, node, 'private.acme.test', { auth }),
    node.launch('busy-registry', [
      process.execPath,
      join(import.meta.dirname, 'busy-registry.ts'),
      portOf('mirror.acme.test'),
    ]),
  ];
  for (const host of Object.keys(REGISTRIES)) {
    await running(host, 20, daemons, () =>
      command(node.inside(['bash', '-c', `: < /dev/tcp/127.0.0.1/${portOf(host)}`])),
    );
  }
  await writeArchive(join(folder, 'contents.tar'), await busybox(), [
    { names: [nameOf('one')], label: 'one' },
    { names: [nameOf('two')], label: 'two' },
  ]);
  await command(node.inside(own('import', join(folder, 'contents.tar'))));
  const push: Registries['push'] = async (content, image) => {
    const path = image.slice(image.indexOf('/') + 1);
    const target = `127.0.0.1:${portOf('registry.acme.test')}/${path}`;
    await command(node.inside(own('push', '--plain-http', target, nameOf(content))));
  };
  return { push };
};

const nameOf = (content: string): string => `localhost/content:${content}`;

/**
 * Command line of containerd's client in a namespace of its own: the kubelet does not find an image in its namespace
 * once a second name of it is removed.
 */
const own = (...args: readonly string[]): string[] => ['ctr', '-a', SOCKET, '-n', 'registry', 'images', ...args];

const portOf = (host: string): string => String(REGISTRIES[host]);

const startRegistry = async ({ folder }: Cluster, node: Node, host: string, more: object) => {
  const rootdirectory = join(folder, host);
  await mkdir(rootdirectory);
  const file = join(folder, `${host}.json`);
  const config = {
    version: '0.1',
    log: { level: 'warn' },
    storage: { filesystem: { rootdirectory } },
    http: { addr: `127.0.0.1:${portOf(host)}` },
    ...more,
  };
  // The file is YAML, of which JSON is a subset.
  await writeFile(file, JSON.stringify(config, null, 2));
  return node.launch(`registry-${host.split('.')[0]}`, ['docker-registry', 'serve', file]);
};
