import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { binariesMissing, buildFerretdb } from '../cluster/build.ts';
import { startDaemon, type TestDaemon, waitForDaemon } from './daemon.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export type FerretdbServer = {
  readonly host: string;
  readonly port: number;
  readonly daemon: TestDaemon;
  readonly stop: () => Promise<void>;
};

/**
 * Builds FerretDB. Returns undefined once it is there, or why it cannot be built, in one line. To be called at the top of a
 * test file, outside its hooks: the first build on a machine takes minutes.
 */
export const ferretdbMissing = async (): Promise<string | undefined> => {
  const reason = await binariesMissing('ferretdb');
  if (reason === undefined) await buildFerretdb();
  return reason;
};

/** Starts a real FerretDB, a server of MongoDB's protocol without replica sets, on a free loopback port. */
export const startFerretdb = async (isUp: (port: number) => Promise<boolean>): Promise<FerretdbServer> => {
  const folder = await makeTemporaryFolder('ferretdb');
  const port = await findFreePort();
  await mkdir(join(folder.path, 'data'));
  const daemon = startDaemon(await buildFerretdb(), [join(folder.path, 'data'), `127.0.0.1:${port}`], {
    cwd: folder.path,
  });
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  await waitForDaemon(daemon, () => isUp(port), { name: 'FerretDB', cleanUp: stop });
  return { host: '127.0.0.1', port, daemon, stop };
};
