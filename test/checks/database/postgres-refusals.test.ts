import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import postgresConnection from '../../../checks/database/postgres-connection.ts';
import tlsCertificate from '../../../checks/endpoint/tls-certificate.ts';
import type { Result } from '../../../src/model/result.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { execFileAsync } from '../../support/exec-file.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describePostgres = await describeWithPackages('postgresql');
const PASSWORD = 'plain-canary';

const STATEMENTS = [
  `create role plain login password '${PASSWORD}'`,
  `create role unable password '${PASSWORD}'`,
  `create role single login password '${PASSWORD}' connection limit 0`,
  'create database closed allow_connections false',
  'create database narrow connection limit 0',
  'create database private',
  'revoke connect on database private from public',
];

describePostgres('a real PostgreSQL that refuses', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
    for (const statement of STATEMENTS) await server.psql(statement);
  });
  afterAll(() => server.stop());

  const judge = (params: object = {}): Promise<Result> => {
    const { host, port } = server;
    const access = { host, port, user: 'plain', password: PASSWORD, database: 'postgres', ...params };
    return judgeCheck(postgresConnection, access, { timeoutMs: 5000 });
  };

  it.each([
    ['a role that may not log in', { user: 'unable' }, /^failed auth: .*not permitted to log in.*28000/, 'may log in'],
    ['an unknown role', { user: 'nobody' }, /^failed auth: .*28P01/, 'rotated'],
    ['a wrong password', { password: 'other-canary' }, /^failed auth: .*28P01/, 'rotated'],
    ['no password', { password: undefined }, /^failed auth: .*none is given/, 'Give the user and the secret'],
    ['an unknown database', { database: 'nowhere' }, /^failed status: .*does not exist.*3D000/, 'create it'],
    ['a closed database', { database: 'closed' }, /^failed status: .*not currently accepting/, 'takes connections'],
    ['a database that it may not enter', { database: 'private' }, /^failed permission: .*42501/, 'Grant its user'],
    ['a full database', { database: 'narrow' }, /^failed threshold: .*too many connections/, 'who holds'],
    ['a role without a connection left', { user: 'single' }, /^failed threshold: .*for role "single"/, 'who holds'],
  ] as const)('tells of %s, with a remedy that fits', async (_, params, verdict, remedy) => {
    const result = await judge(params);
    expect(formatVerdict(result)).toMatch(verdict);
    expect(result.remedy).toContain(remedy);
    expect(JSON.stringify(result)).not.toMatch(/canary/);
  });

  it('tells that it is shutting down', async () => {
    const holding = judge({
      queries: [{ name: 'q', sql: 'select 1 from pg_sleep(30)', equals: 1 }],
      statementTimeout: '60s',
    });
    await pollUntil(
      async () => (await server.psql(`select count(*) from pg_stat_activity where query like '%pg_sleep(30)'`)) !== '0',
      { what: 'the session that keeps the server up' },
    );
    // A smart shutdown waits for the sessions that are open, and takes no new ones.
    process.kill(server.daemon.pid, 'SIGTERM');
    await pollUntil(() => server.daemon.output().includes('smart shutdown'), { what: 'the shutdown' });
    const result = await judge();
    expect(formatVerdict(result)).toMatch(/^failed status: .*57P03/);
    expect(result.remedy).toContain('starts, recovers or stops');
    process.kill(server.daemon.pid, 'SIGINT');
    await holding;
  });

  it('tells that it has no process for a connection, which it says before anybody has spoken', async () => {
    const starved = await stopAfterTest(startPostgres());
    await forbidProcesses(starved.daemon.pid);
    const { host, port } = starved;
    const said = 'out of a resource: could not fork new process for connection';
    expect(formatVerdict(await judge({ host, port, ssl: { mode: 'disable' } }))).toMatch(
      new RegExp(`^failed threshold: .*${said}: [^;]*$`),
    );
    const results = [
      await judge({ host, port, ssl: { mode: 'prefer' } }),
      await judge({ host, port, ssl: { mode: 'require' } }),
      await judgeCheck(tlsCertificate, { host, port, starttls: 'postgres' }, { timeoutMs: 5000 }),
    ];
    for (const result of results) {
      expect(formatVerdict(result)).toMatch(
        new RegExp(`^failed threshold: .*${said}: .*; said before TLS, so not verified$`),
      );
      expect(result.remedy).toContain('what it lacks');
    }
  });
});

/** Has a process start no other one; only its own user may tell it so. */
const forbidProcesses = async (pid: number): Promise<void> => {
  const { uid, gid } = await stat(`/proc/${pid}`);
  const asItself = process.getuid?.() === uid ? [] : [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  await execFileAsync('setpriv', [...asItself, '--', 'prlimit', `--pid=${pid}`, '--nproc=1:']);
};
