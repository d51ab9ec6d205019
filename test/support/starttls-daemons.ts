import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PemCertificate } from './certificates.ts';
import { acceptsConnections, type ReadyLimits, startDaemon, waitForDaemon } from './daemon.ts';
import { execFileAsync } from './exec-file.ts';
import { findFreePort } from './free-port.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** A real server that speaks its protocol in the clear and changes to TLS on request, if it has a certificate. */
export interface StarttlsDaemon {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

interface Place {
  readonly folder: string;
  readonly port: number;
  /** Files of the certificate and its key; undefined for a server without TLS. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
}

/** Writes what the server needs, and says how it is started. */
type Recipe = (place: Place) => Promise<readonly [command: string, ...args: readonly string[]]>;

/** Starts the server of a recipe; without a certificate it offers no TLS. */
export const startStarttlsDaemon = async (
  name: keyof typeof recipes,
  certificate: PemCertificate | undefined,
): Promise<StarttlsDaemon> => {
  const folder = await makeTemporaryFolder(name);
  const port = await findFreePort();
  const tls = certificate === undefined ? undefined : await writeCertificate(folder.path, certificate);
  const [command, ...args] = await recipes[name]({ folder: folder.path, port, tls });
  const daemon = startDaemon(command, args, { cwd: folder.path });
  const stop = async (): Promise<void> => {
    await daemon.stop();
    await folder.remove();
  };
  const limits: ReadyLimits = { name, cleanUp: stop };
  await waitForDaemon(daemon, () => acceptsConnections(port), limits);
  return { port, stop };
};

const writeCertificate = async (folder: string, { chain, key }: PemCertificate) => {
  const files = { cert: join(folder, 'server.crt'), key: join(folder, 'server.key') };
  await writeFile(files.cert, chain);
  await writeFile(files.key, key);
  return files;
};

const writeLines = async (folder: string, name: string, lines: readonly string[]): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
};

const dovecot =
  (protocol: 'imap' | 'pop3'): Recipe =>
  async ({ folder, port, tls }) => {
    const listener = (name: string, at: number) => [`inet_listener ${name} {`, `port = ${at}`, '}'];
    const file = await writeLines(folder, 'dovecot.conf', [
      `base_dir = ${folder}/run`,
      `log_path = ${folder}/log`,
      `protocols = ${protocol}`,
      'listen = 127.0.0.1',
      `ssl = ${tls === undefined ? 'no' : 'yes'}`,
      ...(tls === undefined ? [] : [`ssl_cert = <${tls.cert}`, `ssl_key = <${tls.key}`]),
      `service ${protocol}-login {`,
      ...listener(protocol, port),
      ...listener(`${protocol}s`, 0),
      '}',
      'passdb {',
      'driver = static',
      'args = password=x',
      '}',
    ]);
    return ['dovecot', '-F', '-c', file];
  };

const slapd: Recipe = async ({ folder, port, tls }) => {
  await mkdir(join(folder, 'data'));
  const file = await writeLines(folder, 'slapd.conf', [
    'include /etc/ldap/schema/core.schema',
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    ...(tls === undefined ? [] : [`TLSCertificateFile ${tls.cert}`, `TLSCertificateKeyFile ${tls.key}`]),
    'database mdb',
    'suffix "dc=example"',
    `directory ${folder}/data`,
  ]);
  return ['slapd', '-d', '0', '-f', file, '-h', `ldap://127.0.0.1:${port}/`];
};

const SMALL_INNODB = ['--innodb-log-file-size=4M', '--innodb-data-file-path=ibdata1:4M:autoextend'];

const mariadb: Recipe = async ({ folder, port, tls }) => {
  const data = `--datadir=${folder}/data`;
  const shared = ['--no-defaults', '--user=root', data, ...SMALL_INNODB];
  await mkdir(join(folder, 'data'));
  await execFileAsync('mariadb-install-db', [...shared, '--auth-root-authentication-method=normal', '--skip-test-db']);
  const secured = tls === undefined ? ['--skip-ssl'] : [`--ssl-cert=${tls.cert}`, `--ssl-key=${tls.key}`];
  const address = [`--socket=${folder}/socket`, `--port=${port}`, '--bind-address=127.0.0.1'];
  return ['mariadbd', ...shared, ...address, '--innodb-buffer-pool-size=16M', ...secured];
};

const vsftpd: Recipe = async ({ folder, port, tls }) => {
  await mkdir(join(folder, 'empty'));
  const file = await writeLines(folder, 'vsftpd.conf', [
    'listen=YES',
    'listen_address=127.0.0.1',
    `listen_port=${port}`,
    'background=NO',
    'run_as_launching_user=YES',
    'seccomp_sandbox=NO',
    `secure_chroot_dir=${folder}/empty`,
    `ssl_enable=${tls === undefined ? 'NO' : 'YES'}`,
    ...(tls === undefined ? [] : [`rsa_cert_file=${tls.cert}`, `rsa_private_key_file=${tls.key}`, 'ssl_ciphers=HIGH']),
  ]);
  return ['vsftpd', file];
};

/** Exim gives up the rights of root before it reads a configuration that is named. */
const exim: Recipe = async ({ folder, port, tls }) => {
  const spool = join(folder, 'spool');
  await mkdir(spool);
  await Promise.all([chmod(folder, 0o755), chmod(spool, 0o777)]);
  const file = await writeLines(folder, 'exim.conf', [
    'primary_hostname = localhost',
    `spool_directory = ${spool}`,
    `log_file_path = ${spool}/%slog`,
    `pid_file_path = ${spool}/pid`,
    `tls_advertise_hosts = ${tls === undefined ? '' : '*'}`,
    ...(tls === undefined ? [] : [`tls_certificate = ${tls.cert}`, `tls_privatekey = ${tls.key}`]),
    `daemon_smtp_ports = ${port}`,
    'local_interfaces = 127.0.0.1',
    'acl_smtp_rcpt = deny',
  ]);
  return ['exim4', '-C', file, '-bdf'];
};

/** A server for each protocol of `starttls`, by its name there; PostgreSQL has a starter of its own. */
const recipes = {
  smtp: exim,
  imap: dovecot('imap'),
  pop3: dovecot('pop3'),
  ldap: slapd,
  mysql: mariadb,
  ftp: vsftpd,
} as const satisfies Readonly<Record<string, Recipe>>;
