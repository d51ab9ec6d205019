import { afterAll, beforeAll, expect, it } from 'vitest';
import postgresConnection from '../../../checks/database/postgres-connection.ts';
import type { Result } from '../../../src/model/result.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { type PgBouncer, type PgBouncerOptions, startPgBouncer } from '../../support/pgbouncer.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describePooler = await describeWithPackages('postgresql', 'pgbouncer');
const SICK_SERVER = 'pg_stat_activity: end what holds';
const QUERIES = { queries: ['a', 'b'].map((name) => ({ name, sql: 'select 7', equals: 7 })) };

describePooler('postgres-connection behind PgBouncer', () => {
  let server: PostgresServer;
  const poolers = {} as Record<PgBouncerOptions['poolMode'], PgBouncer>;
  const user = () => ({ name: server.user, password: server.password });

  beforeAll(async () => {
    server = await startPostgres();
    for (const poolMode of ['session', 'transaction', 'statement'] as const)
      poolers[poolMode] = await startPgBouncer({ poolMode, server, user: user() });
  });
  afterAll(async () => {
    await Promise.all(Object.values(poolers).map((pooler) => pooler.stop()));
    await server.stop();
  });

  const judgeAt = ({ port }: { readonly port: number }, params: object = {}): Promise<Result> =>
    judgeCheck(
      postgresConnection,
      { host: '127.0.0.1', port, user: server.user, password: server.password, database: 'postgres', ...params },
      { timeoutMs: 6000 },
    );

  it.each(['session', 'transaction', 'statement'] as const)('is healthy in %s pooling', async (mode) => {
    expect(formatVerdict(await judgeAt(poolers[mode]))).toMatch(/^ok/);
    expect(formatVerdict(await judgeAt(poolers[mode], { longestTransaction: { fail: '1h' } }))).toMatch(/^ok/);
  });

  it.each(['session', 'transaction'] as const)('runs queries in %s pooling', async (mode) => {
    expect(formatVerdict(await judgeAt(poolers[mode], QUERIES))).toMatch(/^ok/);
    const wrong = { queries: [{ name: 'q', sql: 'select 7', equals: 8 }] };
    expect(formatVerdict(await judgeAt(poolers[mode], wrong))).toMatch(
      /^failed assertion: .*query q is "7", expected 8/,
    );
  });

  it('says that queries cannot be run in statement pooling, and still judges the rest', async () => {
    const result = await judgeAt(poolers.statement, QUERIES);
    expect(formatVerdict(result)).toMatch(/^error config: .*in statement pooling queries cannot be run/);
    expect(result.remedy).toContain('settings of postgres-connection');
    const wrong = await judgeAt(poolers.statement, { ...QUERIES, role: 'standby' });
    expect(formatVerdict(wrong)).toMatch(/^failed not_primary: .*is a primary, expected a standby/);
  });

  it("knows PgBouncer's own console for what it is", async () => {
    const result = await judgeAt(poolers.transaction, { database: 'pgbouncer' });
    expect(formatVerdict(result)).toMatch(/^error config: .*this is PgBouncer's own console.*give the name of one/);
    expect(result.remedy).not.toContain(SICK_SERVER);
  });

  it.each([
    [
      'a database that it does not know',
      { database: 'nowhere' },
      /^failed status: .*knows no such database/,
      'create it',
    ],
    ['a wrong password', { password: 'wrong-canary' }, /^failed auth: .*refused the credentials/, 'rotated'],
    ['a user that it does not know', { user: 'nobody' }, /^failed auth: .*refused the credentials/, 'rotated'],
  ] as const)('tells of %s, with a remedy that fits', async (_, params, verdict, remedy) => {
    const result = await judgeAt(poolers.session, params);
    expect(formatVerdict(result)).toMatch(verdict);
    expect(result.remedy).toContain(remedy);
    expect(JSON.stringify(result)).not.toContain('wrong-canary');
  });

  it.each([
    [
      'whose server is gone',
      { server: { host: '127.0.0.1', port: 1 }, settings: { query_wait_timeout: '1', server_login_retry: '1' } },
      /^failed (threshold|status): .*the pooler (had no connection to its server|does not reach its server)/,
      'SHOW SERVERS',
    ],
    [
      'that is full',
      { settings: { max_client_conn: '0' } },
      /^failed threshold: .*takes no further connection/,
      'pools',
    ],
  ] as const)('tells of a pooler %s, with a remedy that fits', async (_, options, verdict, remedy) => {
    const pooler = await startPgBouncer({ poolMode: 'transaction', server, user: user(), ...options });
    const result = await judgeAt(pooler);
    await pooler.stop();
    expect(formatVerdict(result)).toMatch(verdict);
    expect(result.remedy).toContain(remedy);
  });
});
