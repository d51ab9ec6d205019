import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import tlsCertificate from '../../../checks/endpoint/tls-certificate.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startMariaDb } from '../../support/mariadb.ts';
import { startPostgres } from '../../support/postgres.ts';
import { startStarttlsDaemon } from '../../support/starttls-daemons.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const { ca, leaf, endsSoon } = makeTestCertificates();

const PACKAGES = [
  'dovecot-imapd',
  'dovecot-pop3d',
  'slapd',
  'mariadb-server',
  'vsftpd',
  'exim4-daemon-light',
  'postgresql',
];
const describeServers = await describeWithPackages(...PACKAGES);

const OTHERS = { imap: 'pop3', pop3: 'imap', ldap: 'ldap', mysql: 'imap', ftp: 'mysql', smtp: 'imap' } as const;

describeServers('STARTTLS with real servers (Dovecot, Exim, OpenLDAP, MariaDB, vsftpd, PostgreSQL)', () => {
  const judge = (port: number, starttls: string) =>
    judgeCheck(tlsCertificate, { host: 'localhost', ipFamily: 4, port, ca: ca.cert, starttls }, { timeoutMs: 8000 });

  it.each(['imap', 'pop3', 'smtp', 'ldap', 'mysql', 'ftp'] as const)(
    'judges the certificate of %s, and says so where there is none or another protocol',
    async (protocol) => {
      const good = await stopAfterTest(startStarttlsDaemon(protocol, leaf));
      expect(formatVerdict(await judge(good.port, protocol))).toMatch(/^ok/);
      const other = OTHERS[protocol];
      if (other !== protocol) expect(await judge(good.port, other)).toMatchObject({ reason: 'protocol' });
      const ending = await stopAfterTest(startStarttlsDaemon(protocol, endsSoon));
      expect(formatVerdict(await judge(ending.port, protocol))).toMatch(/^failed threshold/);
      const plain = await stopAfterTest(startStarttlsDaemon(protocol, undefined));
      expect(formatVerdict(await judge(plain.port, protocol))).toMatch(/^failed tls_handshake: .* offers no /);
    },
  );

  it('judges the certificate of postgres, and says so where there is none', async () => {
    const server = await stopAfterTest(startPostgres());
    const asked = { host: 'localhost', ipFamily: 4, port: server.port, starttls: 'postgres' };
    expect(formatVerdict(await judgeCheck(tlsCertificate, { ...asked, ca: server.ca }))).toMatch(/^ok/);
    expect(formatVerdict(await judge(server.port, 'postgres'))).toMatch(/^failed tls_untrusted/);
    await server.psql('alter system set ssl = off');
    await server.psql('select pg_reload_conf()');
    await expect
      .poll(async () => formatVerdict(await judge(server.port, 'postgres')))
      .toMatch(/^failed tls_handshake: .* offers no TLS/);
  });

  it('tells of mysql without a free connection by the error that it greets with', async () => {
    const server = await stopAfterTest(startMariaDb(['--max-connections=10']));
    // One more than it has for users: the last one is kept for its administrator.
    const held = Array.from({ length: 11 }, () => connect(server.port, '127.0.0.1').on('error', () => {}));
    await Promise.all(held.map((socket) => once(socket, 'data')));
    const result = await judge(server.port, 'mysql');
    for (const socket of held) socket.destroy();
    expect(formatVerdict(result)).toMatch(
      /^failed threshold: .*no connection is free: Too many connections \(error 1040\)/,
    );
    expect(result.remedy).toContain('SHOW PROCESSLIST');
  });
});
