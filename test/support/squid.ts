import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDaemon, waitForDaemon } from './daemon.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** Starts a real Squid that lets clients of loopback through to every port, and to `refused` not. */
export const startSquid = async (refusedPort: number) => {
  const folder = await makeTemporaryFolder('squid');
  const port = await findFreePort();
  const configuration = join(folder.path, 'squid.conf');
  await writeFile(
    configuration,
    `http_port 127.0.0.1:${port}
pid_filename none
access_log none
cache_log /dev/null
cache deny all
memory_cache_shared off
cache_effective_user proxy
shutdown_lifetime 0 seconds
acl forbidden port ${refusedPort}
http_access deny forbidden
http_access allow all
`,
  );
  const daemon = startDaemon('/usr/sbin/squid', ['-N', '-n', `kavmon${port}`, '-f', configuration]);
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  const url = `http://127.0.0.1:${port}`;
  const answers = (): Promise<boolean> =>
    fetch(url).then(
      ({ status }) => status === 400,
      () => false,
    );
  await waitForDaemon(daemon, answers, { name: 'squid', cleanUp: stop });
  return { url, stop };
};
