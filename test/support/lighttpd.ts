import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDaemon, waitForDaemon } from './daemon.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** User and password that it takes. */
export const DIGEST_USER = { username: 'monitor', password: 'canary-pass:wörd' } as const;

/** Starts a real lighttpd that asks for Digest with this algorithm. */
export const startDigestServer = async (algorithm: 'MD5' | 'SHA-256') => {
  const folder = await makeTemporaryFolder('lighttpd');
  const port = await findFreePort();
  const { username, password } = DIGEST_USER;
  const hash = createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
    .update(`${username}:shop:${password}`)
    .digest('hex');
  await writeFile(join(folder.path, 'users'), `${username}:shop:${hash}\n`);
  await writeFile(join(folder.path, 'index.html'), 'welcome');
  await writeFile(
    join(folder.path, 'lighttpd.conf'),
    `server.bind = "127.0.0.1"
server.port = ${port}
server.document-root = "${folder.path}"
index-file.names = ("index.html")
server.modules = ("mod_auth", "mod_authn_file")
auth.backend = "htdigest"
auth.backend.htdigest.userfile = "${folder.path}/users"
auth.require = ("/" => ("method" => "digest", "algorithm" => "${algorithm}", "realm" => "shop", "require" => "valid-user"))
`,
  );
  const daemon = startDaemon('/usr/sbin/lighttpd', ['-D', '-f', join(folder.path, 'lighttpd.conf')]);
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  const url = `http://127.0.0.1:${port}/`;
  const answers = (): Promise<boolean> =>
    fetch(url).then(
      ({ status }) => status === 401,
      () => false,
    );
  await waitForDaemon(daemon, answers, { name: 'lighttpd', cleanUp: stop });
  return { url, stop };
};
