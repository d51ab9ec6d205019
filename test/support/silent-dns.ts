import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DnsServer, startDns } from './dns.ts';
import { temporaryFolder } from './folder.ts';
import { run } from './process.ts';

export type SilentDns = {
  /** A command that goes before the command (`RunOptions.prefix`): it sees a resolv.conf of its own, and the network of everyone. */
  readonly prefix: readonly string[];
  /** What it was asked, and never answered. */
  readonly questions: DnsServer['questions'];
  readonly stop: () => Promise<void>;
};

const ENTER = `
mount --bind "$1/resolv.conf" /etc/resolv.conf &&
{ [ ! -e /etc/nsswitch.conf ] || mount --bind "$1/nsswitch.conf" /etc/nsswitch.conf; } &&
shift && exec "$@"
`;

/**
 * A DNS server that never answers, and the way to run a command whose getaddrinfo asks only that one: the C library knows no other
 * port than 53 and no other list than /etc/resolv.conf, so the command gets a mount namespace. The network stays that of the test:
 * its other servers can be reached by address. Needs root (or the rights to bind port 53 and to mount).
 */
export const startSilentDns = async (): Promise<SilentDns> => {
  const host = `127.53.${Math.floor(Math.random() * 256)}.${1 + Math.floor(Math.random() * 254)}`;
  const server = await startDns({ host, port: 53, otherwise: 'silent' });
  const folder = await temporaryFolder('silent-dns');
  await writeFile(join(folder.path, 'resolv.conf'), `nameserver ${host}\noptions timeout:5 attempts:2\n`);
  await writeFile(join(folder.path, 'nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files dns\n');
  return {
    prefix: ['unshare', '--mount', 'sh', '-c', ENTER, 'enter', folder.path],
    questions: server.questions,
    stop: async () => {
      await server.stop();
      await folder.remove();
    },
  };
};

/** Why that cannot be had here, in one line, or undefined. */
export const silentDnsMissing = async (): Promise<string | undefined> => {
  try {
    const dns = await startSilentDns();
    const { code, stderr } = await run('true', [], { prefix: dns.prefix, timeout: 5000 });
    await dns.stop();
    return code === 0 ? undefined : `no mount namespace of its own: ${stderr.trim().split('\n').at(-1)}`;
  } catch (error) {
    return `no DNS server on port 53: ${(error as Error).message}`;
  }
};
