import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLongTool, runTool } from '../cluster/program.ts';

/** An unpacked image with its configuration. */
export interface UnpackedImage {
  readonly folder: string;
  /** The files of all layers. */
  readonly root: string;
  /** Paths of the archives of the layers, base first. */
  readonly layers: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: the configuration of an image.
  readonly config: any;
}

/** Unpacks a docker-archive into a temporary folder. The caller removes it. */
export const unpackImage = async (archive: string): Promise<UnpackedImage> => {
  const folder = await mkdtemp(join(tmpdir(), 'kavmon-image-'));
  const root = join(folder, 'root');
  await mkdir(root);
  await runLongTool(['tar', '-C', folder, '-xvf', archive]);
  const read = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));
  const [manifest] = await read('manifest.json');
  const layers = manifest.Layers.map((name: string) => join(folder, name));
  for (const layer of layers) await runLongTool(['tar', '-C', root, '-xvpf', layer]);
  return { folder, root, layers, config: (await read(manifest.Config)).config };
};

export interface ContainerSettings {
  /** Overrides the entry point of the image. */
  readonly entry?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Default: that of the image. It need not exist in /etc/passwd. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly memoryMb?: number;
  /** Limit in CPUs. */
  readonly cpu?: number;
  /** Size of a writable /tmp in MiB; without it /tmp is read-only. */
  readonly tmpMb?: number;
  /** Read-only bind mounts: path on the machine by path in the container. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** Path of a file that is mounted as /dev/termination-log, writable. */
  readonly terminationLog?: string;
}

export interface ContainerCommands {
  readonly id: string;
  /** Command line that runs the container in the foreground and deletes it at its end. */
  readonly argv: readonly string[];
  /** Command line that kills the container: it outlives the runc of `argv`. */
  readonly kill: readonly string[];
  /** Command line that runs a further program in the running container. */
  readonly exec: (...args: readonly string[]) => readonly string[];
}

let containerCount = 0;

/**
 * Prepares a container of the image as a kubelet does under Pod Security `restricted`: no capabilities, nothing
 * writable but /tmp, a PID namespace. It has the network of the machine, so it reaches the servers of a test on
 * loopback.
 */
export const prepareContainer = async (
  image: UnpackedImage,
  settings: ContainerSettings = {},
): Promise<ContainerCommands> => {
  const id = `kavmon-${process.pid}-${++containerCount}`;
  const bundle = join(image.folder, id);
  await mkdir(bundle);
  await writeFile(join(bundle, 'config.json'), JSON.stringify(runtimeSpec(image, id, settings)));
  const runc = runcCommand(image.folder);
  return {
    id,
    argv: [...runc, 'run', '--bundle', bundle, id],
    kill: [...runc, 'kill', id, 'KILL'],
    exec: (...args) => [...runc, 'exec', id, ...args],
  };
};

/** https://github.com/opencontainers/runtime-spec/blob/main/config.md */
const runtimeSpec = ({ root, config }: UnpackedImage, id: string, settings: ContainerSettings) => {
  const [uid, gid] = String(config.User).split(':').map(Number);
  const { entry = config.Entrypoint, args = [], env = {}, user = { uid, gid }, mounts = {} } = settings;
  return {
    ociVersion: '1.0.2',
    process: {
      user,
      args: [...entry, ...args],
      env: [...config.Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)],
      cwd: config.WorkingDir,
      noNewPrivileges: true,
    },
    root: { path: root, readonly: true },
    hostname: id,
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755', 'size=64k'] },
      { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'nodev', 'noexec', 'ro'] },
      { destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup', options: ['nosuid', 'nodev', 'noexec', 'ro'] },
      ...tmpMounts(settings),
      ...Object.entries(mounts).map(([destination, source]) => bindMount(destination, source, 'ro')),
      ...(settings.terminationLog === undefined
        ? []
        : [bindMount('/dev/termination-log', settings.terminationLog, 'rw')]),
    ],
    linux: {
      namespaces: [{ type: 'pid' }, { type: 'mount' }, { type: 'ipc' }, { type: 'uts' }],
      cgroupsPath: `/kavmon-image/${id}`,
      resources: cgroupResources(settings),
    },
  };
};

const bindMount = (destination: string, source: string, access: string) => ({
  ...{ destination, source, type: 'bind' },
  options: ['rbind', access],
});

const tmpMounts = ({ tmpMb }: ContainerSettings) =>
  tmpMb === undefined
    ? []
    : [{ destination: '/tmp', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=1777', `size=${tmpMb}m`] }];

const PERIOD_US = 100_000;

const cgroupResources = ({ memoryMb, cpu }: ContainerSettings) => ({
  ...(memoryMb === undefined ? {} : { memory: { limit: memoryMb * 2 ** 20 } }),
  ...(cpu === undefined ? {} : { cpu: { quota: Math.round(cpu * PERIOD_US), period: PERIOD_US } }),
});

/** Removes the unpacked image, and containers that still run. */
export const removeImage = async ({ folder }: UnpackedImage): Promise<void> => {
  const runc = runcCommand(folder);
  const left = (await runTool([...runc, 'list', '--quiet'])).split('\n').filter((id) => id !== '');
  for (const id of left) await runTool([...runc, 'delete', '--force', id]);
  await rm(folder, { recursive: true, force: true });
};

const runcCommand = (folder: string): readonly string[] => ['runc', '--root', join(folder, 'state')];
