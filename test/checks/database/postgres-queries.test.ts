import { afterAll, beforeAll, expect, it } from 'vitest';
import postgresConnection from '../../../checks/database/postgres-connection.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describePostgres = await describeWithPackages('postgresql');

const withQuery = (sql: string, own: object = { limits: { fail: 10 } }) => ({ queries: [{ name: 'q', sql, ...own }] });

describePostgres('queries of postgres-connection', () => {
  let server: PostgresServer;
  const primary = (params: object = {}) =>
    judgeCheck(postgresConnection, { url: server.url, ...params }, { timeoutMs: 8000 });

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

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
});
