import { afterAll, beforeAll, expect, it } from 'vitest';
import postgresConnection from '../../../checks/database/postgres-connection.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { postgresRefusing } from '../../support/driver-faults.ts';
import { judgePageExample } from '../../support/page-example.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { type PostgresNode, type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describePostgres = await describeWithPackages('postgresql');
const CANARY_PASSWORD = 'canary-7f3a';

const judgePostgres = (params: object, timeoutMs = 8000) => judgeCheck(postgresConnection, params, { timeoutMs });
const withQuery = (sql: string, own: object = { limits: { fail: 10 } }) => ({ queries: [{ name: 'q', sql, ...own }] });

describePostgres('postgres-connection', () => {
  let server: PostgresServer;
  let standby: PostgresNode;
  const primary = (params: object = {}, timeoutMs?: number) => judgePostgres({ url: server.url, ...params }, timeoutMs);
  const secondary = (params: object = {}) => judgePostgres({ url: standby.url, ...params });

  beforeAll(async () => {
    server = await startPostgres({
      settings: { max_connections: '20', archive_mode: 'on', archive_command: '/bin/true' },
    });
    await server.psql(`create role plain login password '${CANARY_PASSWORD}'`);
    await server.psql(`create role watcher login password '${CANARY_PASSWORD}' in role pg_monitor`);
    await server.psql(
      `create role monitor login password '${CANARY_PASSWORD}' in role pg_monitor;
       create table orders (id serial primary key, state text); grant select on orders to monitor;
       grant usage on all sequences in schema public to monitor`,
    );
    standby = await server.addStandby();
  });
  afterAll(() => server.stop());

  it('a primary with its standby is healthy and measured, by the example of the page', async () => {
    const { result, written } = await judgePageExample(
      'postgres',
      {
        'db-0.example:5432': `127.0.0.1:${standby.port}`,
        'db-1.example:5433': `127.0.0.1:${server.port}`,
        'warnAfter: 1s': 'warnAfter: 8s',
      },
      { PAYMENTS_DB_PASSWORD: CANARY_PASSWORD },
    );
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.measures).toMatchObject({
      connections_max: { value: 20 },
      replication_links: { value: 1 },
      lag: { unit: 's' },
      wraparound: { unit: '%' },
    });
    expect(result.assertions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['role', 'writable', 'archive age', 'sequences', 'standbys', 'query orders_waiting']),
    );
    expect(written).not.toContain(CANARY_PASSWORD);
  });

  it('a single server is asked in phases', async () => {
    const { phases } = await primary({ role: 'primary' });
    expect(phases.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['resolve', 'connect', 'tls', 'auth', 'query']),
    );
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
