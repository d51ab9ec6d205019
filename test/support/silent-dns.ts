import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DnsServer, startDnsServer } from './dns.ts';
import { runProcess } from './run-process.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export type SilentDns = {
  /** For `RunOptions.prefix`: the command sees a resolv.conf of its own, and the network of the machine. */
  readonly prefix: readonly string[];
  /** The questions that came; none was answered. */
  readonly questions: DnsServer['questions'];
  readonly stop: () => Promise<void>;
};

const ENTER_SCRIPT = `
mount --bind "$1/resolv.conf" /etc/resolv.conf &&
{ [ ! -e /etc/nsswitch.conf ] || mount --bind "$1/nsswitch.conf" /etc/nsswitch.conf; } &&
shift && exec "$@"
`;

/**
 * Starts a DNS server that never answers. The C library asks port 53 of the servers in /etc/resolv.conf only, so a
 * command that has to ask this server runs in a mount namespace with its own resolv.conf. It reaches the other servers
 * of the test by address. Needs root (or the rights to bind port 53 and to mount).
 */
export const startSilentDns = async (): Promise<SilentDns> => {
  const host = `127.53.${Math.floor(Math.random() * 256)}.${1 + Math.floor(Math.random() * 254)}`;
  const server = await startDnsServer({ host, port: 53, otherwise: 'silent' });
  const folder = await makeTemporaryFolder('silent-dns');
  await writeFile(join(folder.path, 'resolv.conf'), `nameserver ${host}\noptions timeout:5 attempts:2\n`);
  await writeFile(join(folder.path, 'nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files dns\n');
  return {
    prefix: ['unshare', '--mount', 'sh', '-c', ENTER_SCRIPT, 'enter', folder.path],
    questions: server.questions,
    stop: async () => {
      await server.stop();
      await folder.remove();
    },
  };
};

/** Why {@link startSilentDns} does not work here, in one line, or undefined. */
export const silentDnsMissing = async (): Promise<string | undefined> => {
  try {
    const dns = await startSilentDns();
    const { code, stderr } = await runProcess('true', [], { prefix: dns.prefix, timeout: 5000 });
    await dns.stop();
    return code === 0 ? undefined : `no mount namespace of its own: ${stderr.trim().split('\n').at(-1)}`;
  } catch (error) {
    return `no DNS server on port 53: ${(error as Error).message}`;
  }
};
