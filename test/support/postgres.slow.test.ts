import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithPackages } from './describe-unless.ts';
import { execFileAsync } from './exec-file.ts';
import { pollUntil } from './poll-until.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';
import { isAlive } from './process-table.ts';

const describePostgres = await describeWithPackages('postgresql');

/** Runs SQL through psql with these settings of libpq. */
const queryAs = (server: PostgresServer, settings: string, sql = 'select 1', password = server.password) =>
  execFileAsync('psql', ['-XAtq', '-d', `host=127.0.0.1 port=${server.port} dbname=postgres ${settings}`, '-c', sql], {
    env: { PATH: process.env.PATH, PGPASSWORD: password, HOME: '/nonexistent' },
    timeout: 10_000,
  });

describePostgres('the PostgreSQL of the tests', () => {
  it('asks for a password, speaks TLS, streams to a standby, and leaves nothing', async () => {
    const server = await startPostgres({
      settings: { max_connections: '12' },
      access: ['hostssl all cert_user 127.0.0.1/32 cert'],
    });
    try {
      expect(await server.psql('show max_connections')).toBe('12');
      await expect(queryAs(server, 'user=postgres', 'select 1', 'wrong')).rejects.toThrow(
        /password authentication failed/,
      );
      const verified = await queryAs(
        server,
        `user=postgres sslmode=verify-full sslrootcert=${server.ca}`,
        'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
      );
      expect(verified.stdout).toBe('t\n');
      await server.psql('create role cert_user login');
      const { cert, key } = server.client;
      expect(
        (await queryAs(server, `user=cert_user sslmode=require sslcert=${cert} sslkey=${key}`, 'select current_user'))
          .stdout,
      ).toBe('cert_user\n');

      const standby = await server.addStandby();
      expect(await standby.psql('select pg_is_in_recovery()')).toBe('t');
      await server.psql('create table t as select 7 as x');
      await pollUntil(async () => (await standby.psql('select x from t')) === '7', { what: 'the row on the standby' });
      expect(await server.psql('select slot_name, active from pg_replication_slots')).toBe('standby|t');
      await expect(standby.psql('create table u ()')).rejects.toThrow(/read-only transaction/);

      await server.daemon.pause();
      await expect(queryAs(server, 'user=postgres connect_timeout=2')).rejects.toThrow(/timeout expired/);
      await server.daemon.resume();
      expect(await server.psql('select 1')).toBe('1');
    } finally {
      await server.stop();
    }
    expect(existsSync(dirname(server.ca))).toBe(false);
    expect(await isAlive(server.daemon.pid)).toBe(false);
  });
});
