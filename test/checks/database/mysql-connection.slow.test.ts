import { afterAll, beforeAll, expect, it } from 'vitest';
import mysqlConnection from '../../../checks/database/mysql-connection.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { type MariaDbNode, type MariaDbServer, startMariaDb } from '../../support/mariadb.ts';
import { runPageExample } from '../../support/page-example.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describeMariaDb = await describeWithPackages('mariadb-server');
const CANARY_PASSWORD = 'canary-7f3a';
const START_LIMIT_MS = 120_000;

const SETUP = `
create user mon@'%' identified by '${CANARY_PASSWORD}';
grant replication client, slave monitor on *.* to mon@'%';
create user plain@'%' identified by '${CANARY_PASSWORD}';
create user secure@'%' identified by '${CANARY_PASSWORD}' require ssl;
create user locked@'%' identified by '${CANARY_PASSWORD}' account lock;
create database shop;
create table shop.orders (id int primary key, state varchar(20));
grant all on shop.* to mon@'%';
`;

describeMariaDb('mysql-connection with a real MariaDB', () => {
  let server: MariaDbServer;
  let replica: MariaDbNode;
  const judge = async ({ port }: MariaDbNode, params: object = {}, timeoutMs = 8000) => {
    const access = { host: '127.0.0.1', port, user: 'mon', password: CANARY_PASSWORD };
    const result = await judgeCheck(mysqlConnection, { ...access, ...params }, { timeoutMs });
    expect(JSON.stringify(result)).not.toContain(CANARY_PASSWORD);
    return result;
  };
  const verdict = async (...args: Parameters<typeof judge>) => formatVerdict(await judge(...args));
  const query = (sql: string, own: object = {}) => ({ queries: [{ name: 'q', sql, limits: { fail: 10 }, ...own }] });

  beforeAll(async () => {
    server = await startMariaDb(['--max-connections=20']);
    replica = await server.addReplica();
    await server.sql(SETUP);
    await pollUntil(async () => (await replica.sql('show databases')).includes('shop'), { what: 'the replica' });
  }, START_LIMIT_MS);
  afterAll(() => server.stop());

  it('a source is healthy, measured and judged in every assertion', async () => {
    const result = await judge(server, {
      role: 'primary',
      version: '>=10.5',
      status: [{ name: 'Threads_running', limits: { fail: 15 } }],
      variables: [{ name: 'server_id', eq: 1 }],
      ...query('select count(*) from shop.orders', { equals: 0 }),
    });
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.measures).toMatchObject({ connections_max: { value: 20 }, query_q: { value: 0 } });
    expect(result.assertions.map(({ status }) => status)).toEqual(Array(8).fill('pass'));
  });

  it('the example of the page is healthy on a replica', async () => {
    const { result, output } = await runPageExample(
      'mysql-connection',
      { 'db-1.example': '127.0.0.1', '3306': String(replica.port), 'user: monitor': 'user: mon' },
      { ORDERS_DB_PASSWORD: CANARY_PASSWORD },
    );
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(output).not.toContain(CANARY_PASSWORD);
  });

  it('a role that the server has not is told with what it is', async () => {
    expect(await verdict(server, { role: 'replica' })).toMatch(
      /^failed not_primary: .*takes writes, expected a replica/,
    );
    expect(await verdict(replica, { role: 'primary' })).toMatch(
      /^failed read_only: .*takes no writes \(read_only\): it is a replica of 127\.0\.0\.1/,
    );
  });

  it('logins that are refused say why', async () => {
    expect(await verdict(server, { password: 'wrong' })).toMatch(/^failed auth: .*using password: YES/);
    expect(await verdict(server, { user: 'locked' })).toMatch(/^failed auth: .*the account is locked/);
    expect(await verdict(server, { user: 'secure', ssl: { mode: 'disabled' } })).toMatch(
      /^failed auth: .*TLS is not spoken/,
    );
    expect(await verdict(server, { user: 'secure' })).toMatch(/^ok/);
    expect(await verdict(server, { database: 'nosuch' })).toMatch(/^failed permission: .*may not use the database/);
    const result = await judge(replica, { user: 'plain' });
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.notes.join()).toMatch(/replication was not judged: .*SLAVE MONITOR/);
  });

  it('modes of TLS verify what they promise', async () => {
    const { ca } = server;
    expect(await verdict(server, { ssl: { ca } })).toMatch(/^ok/);
    expect(await verdict(server, { ssl: { ca, serverName: 'other.example' } })).toMatch(/^failed tls_name/);
    expect(await verdict(server, { ssl: { mode: 'verify_ca', ca, serverName: 'other.example' } })).toMatch(/^ok/);
    expect(await verdict(server, { ssl: { mode: 'verify_identity' } })).toMatch(/^failed tls_untrusted/);
    expect((await judge(server, { ssl: { mode: 'required' } })).notes.join()).toContain('not verified');
    expect(await verdict(replica, { ssl: { mode: 'required' } })).toMatch(/^failed tls_handshake: .*offers no TLS/);
    expect(await verdict(server, { host: server.socket, user: 'plain' })).toMatch(/^ok/);
  });

  it('a full server has no connection free, and its numbers are told before that', async () => {
    const sleepers = Array.from({ length: 18 }, () => server.sql('select sleep(30)').catch(() => ''));
    await pollUntil(async () => /1[89]|20/.test(await verdict(server)), { what: 'the sleepers' });
    expect(await verdict(server)).toMatch(/^failed threshold: .*of 20 connections are used/);
    // One by one until a user finds none: root has one more, with which the sleepers are ended.
    const more: Promise<string>[] = [];
    const isFull = async () => {
      if (/Too many connections/.test(await verdict(server))) return true;
      more.push(server.sql('select sleep(30)').catch(() => ''));
      return false;
    };
    await pollUntil(isFull, { what: 'no free connection', every: 200 });
    for (const id of (
      await server.sql("select id from information_schema.processlist where info = 'select sleep(30)'")
    ).split('\n'))
      await server.sql(`kill ${id}`).catch(() => '');
    await Promise.all([...sleepers, ...more]);
    await pollUntil(async () => /^ok/.test(await verdict(server)), { what: 'free connections' });
  });

  it('queries of the user read only, are bounded, and leave nothing on the server', async () => {
    expect(await verdict(server, query('select * from nosuch.t'))).toMatch(/permission: .*SELECT command denied/);
    expect(await verdict(server, query('select 1; drop table shop.orders'))).toMatch(/^error config: .*SQL syntax/);
    expect(await verdict(server, query('select null'))).toMatch(/^error missing_value: .*is NULL/);
    expect(await verdict(server, query('select 1 from shop.orders'))).toMatch(/^error empty_result: .*no row/);
    expect(await verdict(server, query("select repeat('x', 100000) from mysql.help_topic", {}))).not.toMatch(/^ok/);
    const huge = query("select repeat('x', 1000000) from seq_1_to_100000", { value: 'rows' });
    expect(await verdict(server, { database: 'shop', ...huge })).toMatch(/^failed protocol: .*more than \d+ bytes/);
    const slow = { ...query('select sleep(30)'), statementTimeout: '20s' };
    expect(await verdict(server, slow, 1500)).toMatch(/^timeout deadline_attempt/);
    const isGone = async () => !(await server.sql('show processlist')).includes('sleep(30)');
    await pollUntil(isGone, { what: 'the query to be gone' });
    expect(await server.sql('show tables in shop')).toBe('orders');
  });

  it('a frozen server is a timeout that names the phase', async () => {
    await server.daemon.pause();
    expect(await verdict(server, {}, 700)).toMatch(/^timeout deadline_attempt: .*phase auth/);
    await server.daemon.resume();
  });

  it('replication that has stopped fails with its error', async () => {
    await replica.sql('stop slave sql_thread');
    expect(await verdict(replica)).toMatch(
      /^failed status: .*applier \(SQL\) thread does not run: no error is reported/,
    );
    await replica.sql("set sql_log_bin = 0; insert into shop.orders values (1, 'there already'); start slave");
    await server.sql("insert into shop.orders values (1, 'waiting')");
    await pollUntil(async () => (await verdict(replica)).includes('error 1062'), { what: 'the conflict' });
    expect(await verdict(replica, { role: 'replica' })).toMatch(/^failed status: .*Duplicate entry '1'/);
  });
});
