import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import postgresConnection from '../../../checks/database/postgres-connection.ts';
import { issueAuthority, issueCertificate } from '../../support/certificates.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { postgresRefusing } from '../../support/driver-faults.ts';
import { folderForSuite } from '../../support/for-test.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { type PostgresNode, type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describePostgres = await describeWithPackages('postgresql');
const CANARY_PASSWORD = 'canary-7f3a';

const judgePostgres = (params: object, timeoutMs = 8000) => judgeCheck(postgresConnection, params, { timeoutMs });
const withQuery = (sql: string, own: object = { limits: { fail: 10 } }) => ({ queries: [{ name: 'q', sql, ...own }] });

describePostgres('postgres-connection', () => {
  const folder = folderForSuite('postgres-connection');
  let server: PostgresServer;
  let standby: PostgresNode;
  const primary = (params: object = {}, timeoutMs?: number) => judgePostgres({ url: server.url, ...params }, timeoutMs);
  const secondary = (params: object = {}) => judgePostgres({ url: standby.url, ...params });

  beforeAll(async () => {
    server = await startPostgres({
      settings: { max_connections: '20' },
      access: ['hostssl all cert_user 127.0.0.1/32 cert'],
    });
    await server.psql(`create role plain login password '${CANARY_PASSWORD}'; create role cert_user login`);
    await server.psql(`create role watcher login password '${CANARY_PASSWORD}' in role pg_monitor`);
    standby = await server.addStandby();
  });
  afterAll(() => server.stop());

  it('a primary with its standby is healthy and measured', async () => {
    const result = await primary({
      role: 'primary',
      writable: true,
      version: '>=11',
      connections: { warn: 80, fail: 90 },
      connectionsRemaining: { fail: '2:' },
      lag: { fail: '60s' },
      lagBytes: { fail: '16MiB' },
      standbys: { fail: '1:' },
      inactiveSlots: { warn: 0 },
      slotBytes: { fail: '1GiB' },
      longestTransaction: { fail: '1h' },
      idleInTransaction: { fail: 5 },
      longestIdleInTransaction: { fail: '1h' },
      waitingForLocks: { fail: 5 },
    });
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.measures).toMatchObject({
      connections_max: { value: 20 },
      replication_links: { value: 1 },
      lag: { unit: 's' },
      wraparound: { unit: '%' },
    });
    expect(result.phases.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['resolve', 'connect', 'tls', 'auth', 'query']),
    );
    expect(JSON.stringify(result)).not.toContain(server.password);
  });

  it('a standby that streams is healthy', async () => {
    const result = await secondary({ role: 'standby', lag: { fail: '60s' }, lagBytes: { fail: '16MiB' } });
    expect(formatVerdict(result)).toMatch(/^ok/);
  });

  it('integers beyond 2^53 are compared by all their digits', async () => {
    const sql = 'select 9007199254740993::bigint';
    expect(await primary(withQuery(sql, { equals: 9_007_199_254_740_992 }))).toMatchObject({ reason: 'assertion' });
    expect(await primary(withQuery(sql, { equals: '9007199254740993' }))).toMatchObject({ status: 'ok' });
    expect(await primary(withQuery(sql, { limits: { fail: 9_007_199_254_740_992 } }))).toMatchObject({
      status: 'failed',
      reason: 'threshold',
    });
    expect(await primary(withQuery(sql, { limits: { fail: '5:' } }))).toMatchObject({ status: 'ok' });
    expect(formatVerdict(await primary(withQuery(sql, { limits: { fail: '9007199254740993:' } })))).toMatch(
      /^error config: .*has a number beyond 2\^53, which cannot be compared exactly/s,
    );
  });

  it('a root certificate that is given is used by every mode of libpq that verifies, in both spellings', async () => {
    const wrong = join(folder.path, 'wrong-root.pem');
    await writeFile(wrong, issueAuthority('Another root').cert);
    const byUrl = (mode: string, root: string) =>
      judgePostgres({ url: `${server.url}?sslmode=${mode}&sslrootcert=${root}` });
    const bySettings = (mode: string, ca: string) => primary({ ssl: { mode, ca } });
    for (const judge of [byUrl, bySettings]) {
      for (const mode of ['prefer', 'require', 'verify-ca', 'verify-full']) {
        expect(await judge(mode, wrong)).toMatchObject({ status: 'failed', reason: 'tls_untrusted' });
        expect(formatVerdict(await judge(mode, server.ca))).toMatch(/^ok/);
      }
    }
    const unverified = await judgePostgres({ url: `${server.url}?sslmode=no-verify` });
    expect(unverified).toMatchObject({
      status: 'ok',
      notes: ['the certificate was not verified (sslmode no-verify)'],
    });
    expect(await judgePostgres({ url: `${server.url}?channel_binding=require` })).toMatchObject({
      status: 'ok',
      notes: [expect.stringContaining('channel_binding is not verified')],
    });
    expect(await primary({ ssl: { mode: 'disable', ca: server.ca } })).toMatchObject({ reason: 'config' });
  });

  it('verify-ca takes a certificate for another name, verify-full does not', async () => {
    const judgeNamed = (mode: string) => primary({ ssl: { mode, ca: server.ca, serverName: 'other.example' } });
    expect(formatVerdict(await judgeNamed('verify-ca'))).toMatch(/^ok/);
    expect(formatVerdict(await judgeNamed('require'))).toMatch(/^ok/);
    expect(await judgeNamed('verify-full')).toMatchObject({ status: 'failed', reason: 'tls_name' });
  });

  it('a client certificate that the server does not know is told as such', async () => {
    const { cert, key } = issueCertificate({ subject: 'cert_user', client: true });
    const result = await primary({ ssl: { mode: 'require', cert, key } });
    expect(formatVerdict(result)).toMatch(/^failed tls_handshake: .*the server refuses the client certificate/);
  });

  it('the parameters of a url are honoured: port, user, password, dbname and whom it asks for', async () => {
    const url = `postgres://127.0.0.1:1/nosuch?port=${server.port}&user=plain&password=${CANARY_PASSWORD}&dbname=postgres`;
    const result = await judgePostgres({
      url: `${url}&application_name=mon&connect_timeout=5&options=-c%20geqo%3Doff`,
    });
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(JSON.stringify(result)).not.toContain(CANARY_PASSWORD);
    const asked = (node: PostgresNode, attributes: string) =>
      judgePostgres({ url: `${node.url}?target_session_attrs=${attributes}` });
    expect(await asked(server, 'read-only')).toMatchObject({ status: 'failed', reason: 'not_primary' });
    expect(await asked(server, 'standby')).toMatchObject({ status: 'failed', reason: 'not_primary' });
    expect(await asked(standby, 'read-write')).toMatchObject({ status: 'failed', reason: 'read_only' });
    for (const attributes of ['read-write', 'primary', 'any'])
      expect(await asked(server, attributes)).toMatchObject({ status: 'ok' });
    for (const attributes of ['read-only', 'standby', 'prefer-standby'])
      expect(await asked(standby, attributes)).toMatchObject({ status: 'ok' });
    const unknown = await judgePostgres({ url: `${server.url}?targt_session_attrs=read-only` });
    expect(unknown).toMatchObject({ status: 'error', reason: 'config' });
    expect(unknown.message).toContain('the parameter targt_session_attrs of the url is not supported');
  });

  it('a wrong role fails, and the message has the role that was found', async () => {
    expect(formatVerdict(await secondary({ role: 'primary' }))).toMatch(
      /^failed not_primary: .*the server is a standby, expected a primary/,
    );
    expect(formatVerdict(await primary({ role: 'standby' }))).toMatch(/^failed not_primary/);
    expect(formatVerdict(await secondary({ writable: true }))).toMatch(/^failed read_only: .*it is a standby/);
    expect(await secondary({ standbys: { fail: '1:' } })).toMatchObject({ status: 'failed', reason: 'not_primary' });
  });

  it('each number beyond its limit fails, and the message has the number', async () => {
    const result = await primary({ connections: { fail: 1 }, standbys: { fail: '2:' }, version: '>=99' });
    expect(result.message).toMatch(/the version is \d+/);
    const texts = result.findings.map(({ message }) => message).join('\n');
    expect(texts).toMatch(/\d+ of 20 connections are used \(\d+\.\d %\), the limit is at most 1 %/);
    expect(texts).toContain('1 standby is streaming, the limit is at least 2');
    expect(await primary({ connections: { warn: 1 } })).toMatchObject({ status: 'degraded', healthy: true });
  });

  it('a server whose new transactions cannot write fails as read_only', async () => {
    await server.psql('alter role watcher set default_transaction_read_only = on');
    const result = await primary({ user: 'watcher', password: CANARY_PASSWORD, writable: true });
    expect(formatVerdict(result)).toMatch(/^failed read_only: .*default_transaction_read_only is on/);
  });

  it('refused credentials and a missing database have reasons of their own', async () => {
    const wrong = await primary({ password: CANARY_PASSWORD });
    expect(formatVerdict(wrong)).toMatch(/^failed auth: .*password authentication failed.*28P01/);
    expect(JSON.stringify(wrong)).not.toContain(CANARY_PASSWORD);
    expect(await primary({ database: 'nowhere' })).toMatchObject({ status: 'failed', reason: 'status' });
    expect(await primary({ password: '' })).toMatchObject({ status: 'failed', reason: 'auth' });
  });

  it('certificates are verified, and a client certificate logs in', async () => {
    const { ca, client, host, port } = server;
    expect(formatVerdict(await primary({ ssl: { ca } }))).toMatch(/^ok/);
    expect(await primary({ ssl: { ca, serverName: 'other.example' } })).toMatchObject({ reason: 'tls_name' });
    expect(await primary({ ssl: { mode: 'verify-full' } })).toMatchObject({ reason: 'tls_untrusted' });
    expect(formatVerdict(await primary({ ssl: { mode: 'require' } }))).toMatch(/^ok/);
    expect(formatVerdict(await primary({ ssl: { mode: 'disable' } }))).toMatch(/^ok/);
    const pair = { host, port, user: 'cert_user', database: 'postgres', ssl: { ca, ...client } };
    expect(formatVerdict(await judgePostgres(pair))).toMatch(/^ok/);
    expect(await judgePostgres({ ...pair, ssl: { ca } })).toMatchObject({ status: 'failed', reason: 'auth' });
  });

  it('numbers that the role may not see leave it undecided, as permission, not as zero', async () => {
    const as = (user: string, params: object) => primary({ user, password: CANARY_PASSWORD, ...params });
    const blind = await as('plain', { lag: { fail: '10s' } });
    expect(formatVerdict(blind)).toMatch(/^error permission: .*hidden from this role: grant it pg_monitor/);
    const other = primary({ ...withQuery('select 1 from pg_sleep(1)'), statementTimeout: '3s' });
    await pollUntil(
      async () =>
        (await server.psql(
          `select count(*) from pg_stat_activity where query like '%pg_sleep(1)' and state = 'active' and pid <> pg_backend_pid()`,
        )) === '1',
      { what: 'the sleeper' },
    );
    expect(formatVerdict(await as('plain', { longestTransaction: { fail: '1h' } }))).toMatch(
      /^error permission: .*hide their state/,
    );
    expect(formatVerdict(await as('watcher', { longestTransaction: { fail: '1h' }, lag: { fail: '1h' } }))).toMatch(
      /^ok/,
    );
    expect(formatVerdict(await other)).toMatch(/^ok/);
  });

  it('an old transaction fails, and the message has its session', async () => {
    await server.psql('create table if not exists held ()');
    const holder = primary({ ...withQuery('select 1 from pg_sleep(1.5)'), statementTimeout: '5s' });
    const seen = `select count(*) from pg_stat_activity where query like '%pg_sleep(1.5)' and state = 'active' and pid <> pg_backend_pid()`;
    await pollUntil(async () => (await server.psql(seen)) === '1', { what: 'the holder' });
    const result = await primary({ longestTransaction: { fail: '10ms' } });
    expect(formatVerdict(result)).toMatch(
      /^failed threshold: .*a transaction has been open for \d+\.?\d* s \(pid \d+, postgres@postgres kavmon\)/,
    );
    await holder;
  });

  it('an inactive slot warns, and the message has its name', async () => {
    await server.psql(`select pg_create_physical_replication_slot('forgotten', true)`);
    const result = await primary({ inactiveSlots: { warn: 0 } });
    await server.psql(`select pg_drop_replication_slot('forgotten')`);
    expect(formatVerdict(result)).toMatch(
      /^degraded threshold: .*1 replication slot is inactive \(forgotten\), warns unless at most 0/,
    );
  });

  it.each([
    ['select 7', { limits: { fail: 10 } }, /^ok/],
    ['select 10.5', { limits: { fail: 10 } }, /^failed threshold: .*query q is "10\.5", the limit is at most 10/],
    ['select 11', { limits: { warn: 10, fail: 20 } }, /^degraded threshold/],
    ['select 9007199254740993::bigint', { equals: '9007199254740993' }, /^ok/],
    ['select true', { equals: true }, /^ok/],
    ['select false', { equals: true }, /^failed assertion: .*query q is "f", expected true/],
    ['select generate_series(1, 3)', { value: 'rows', limits: { fail: '3:3' } }, /^ok/],
    ['select 1 where false', { value: 'rows', limits: { fail: '1:' } }, /^failed threshold: .*returned 0 rows/],
  ] as const)('the query %s is judged by %j', async (sql, own, expected) => {
    expect(formatVerdict(await primary(withQuery(sql, own)))).toMatch(expected);
  });

  it('fail-open 1, 2 and 3: NULL, no row, NaN and text are not 0, and fractions count', async () => {
    expect(formatVerdict(await primary(withQuery('select null')))).toMatch(/^error missing_value: .*query q is NULL/);
    expect(formatVerdict(await primary(withQuery('select 1 where false')))).toMatch(
      /^error empty_result: .*returned no row/,
    );
    expect(formatVerdict(await primary(withQuery(`select 'NaN'::float8`)))).toMatch(
      /^error missing_value: .*no number/,
    );
    expect(formatVerdict(await primary(withQuery(`select 'many'`)))).toMatch(
      /^error missing_value: .*"many", which is no number/,
    );
    expect(formatVerdict(await primary(withQuery('select 10.0000001')))).toMatch(/^failed threshold/);
    expect(formatVerdict(await primary(withQuery('select null', { limits: { fail: 1 }, onMissing: 'fail' })))).toMatch(
      /^failed missing_value/,
    );
    expect(
      formatVerdict(await primary(withQuery('select 1 where false', { limits: { fail: 1 }, onEmpty: 'ok' }))),
    ).toMatch(/^ok/);
  });

  it('fail-open 12: a query that cannot be run hides no fault, and no fault hides it', async () => {
    const result = await primary({ role: 'standby', ...withQuery('select * from nowhere') });
    expect(result).toMatchObject({ status: 'failed', reason: 'not_primary' });
    expect(result.findings.map(({ reason }) => reason)).toEqual(['not_primary', 'config']);
    expect(formatVerdict(await primary(withQuery('select * from nowhere')))).toMatch(
      /^error config: .*relation "nowhere" does not exist/,
    );
  });

  it('a query cannot write, end the transaction or run without end', async () => {
    await server.psql('create table if not exists kept as select 1 as x');
    for (const sql of [
      'delete from kept',
      'select 1; delete from kept',
      'commit',
      'with d as (delete from kept returning 1) select * from d',
    ])
      expect(await primary(withQuery(sql))).toMatchObject({ status: 'error', reason: 'config' });
    expect(await server.psql('select count(*) from kept')).toBe('1');
    const endless = await primary({
      ...withQuery(`select repeat('x', 100000) from generate_series(1, 100000)`, {
        value: 'rows',
        limits: { fail: 1 },
      }),
    });
    expect(formatVerdict(endless)).toMatch(/^failed protocol: .*sent more than 4194304 bytes/);
    const slow = await primary({ ...withQuery('select 1 from pg_sleep(5)'), statementTimeout: '200ms' });
    expect(formatVerdict(slow)).toMatch(/^timeout deadline_attempt: .*cancelled the query/);
  });

  it('a standby that receives nothing and a primary without standbys fail', async () => {
    const conninfo = await standby.psql('show primary_conninfo');
    await standby.psql(`alter system set primary_conninfo = 'host=127.0.0.1 port=1'`);
    await standby.psql('select pg_reload_conf()');
    await pollUntil(async () => (await standby.psql('select count(*) from pg_stat_wal_receiver')) === '0', {
      what: 'the end of the stream',
    });
    const cut = await secondary({ lag: { fail: '24h' } });
    expect(formatVerdict(cut)).toMatch(
      /^failed unreachable: .*this standby receives nothing from its primary; newest transaction replayed: /,
    );
    const alone = await primary({ lag: { fail: '24h' }, standbys: { fail: '1:' } });
    expect(formatVerdict(alone)).toMatch(/^failed empty_result: .*no standby is connected/);
    await standby.psql(`alter system set primary_conninfo = $conn$${conninfo}$conn$`);
    await standby.psql('select pg_reload_conf()');
    await pollUntil(async () => (await standby.psql('select count(*) from pg_stat_wal_receiver')) === '1', {
      what: 'the stream',
      ms: 20_000,
    });
  });

  it('a frozen standby falls behind, although it last reported no lag', async () => {
    await standby.daemon.pause();
    await server.psql(
      'create table if not exists written (x int); insert into written select generate_series(1, 20000)',
    );
    const result = await primary({ lagBytes: { fail: 1000 }, lag: { fail: '0s' } });
    await standby.daemon.resume();
    const texts = result.findings.map(({ message }) => message).join();
    expect(result).toMatchObject({ status: 'failed', reason: 'threshold' });
    expect(texts).toMatch(/standby standby is \d+ bytes behind/);
    expect(texts).toMatch(/standby standby is \d+(\.\d+)? s behind/);
  });

  it('no connection is left open at the server after any outcome', async () => {
    const kavmons = () => server.psql(`select count(*) from pg_stat_activity where application_name = 'kavmon'`);
    await Promise.all([
      ...Array.from({ length: 5 }, () => primary()),
      primary(withQuery('select 1 from pg_sleep(20)'), 300),
      primary({ database: 'nowhere' }),
    ]);
    await pollUntil(async () => Number(await kavmons()) <= 1, {
      what: 'the end of all but the cancelled one',
      ms: 5000,
    });
    await pollUntil(async () => (await kavmons()) === '0', { what: 'the end of the cancelled one', ms: 8000 });
  });

  it('a frozen server is a timeout', async () => {
    await server.daemon.pause();
    const result = await primary({}, 400);
    await server.daemon.resume();
    expect(result).toMatchObject({ status: 'timeout', healthy: false });
    expect(result.durationMs).toBeLessThan(1400);
  });
});

it('a server without a free slot and one that is starting have reasons of their own', async () => {
  for (const [error, expected] of [
    ['full', /^failed threshold: .*no connection slot is free/],
    ['starting', /^failed status: .*starting up/],
  ] as const) {
    const server = await postgresRefusing(error);
    expect(formatVerdict(await judgePostgres({ host: '127.0.0.1', port: server.port, user: 'u' }))).toMatch(expected);
    await server.stop();
  }
});

it.each([
  [{}],
  [{ url: 'postgres://a/b', lag: {} }],
  [{ url: 'postgres://a/b', lag: { fail: '1MiB' } }],
  [{ url: 'postgres://a/b', rol: 'primary' }],
  [{ url: 'postgres://a/b', role: 'master' }],
  [{ url: 'postgres://a/b', queries: [{ name: 'q', sql: 'select 1' }] }],
  [{ url: 'postgres://a/b', queries: [1, 2].map(() => ({ name: 'q', sql: 'select 1', equals: 1 })) }],
  [{ url: 'postgres://a/b', ssl: { mode: 'allow' } }],
])('the parameters %j are refused', (params) => {
  expect(postgresConnection.params.safeParse(params).success).toBe(false);
});
