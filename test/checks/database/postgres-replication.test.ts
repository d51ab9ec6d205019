import { afterAll, beforeAll, expect, it } from 'vitest';
import postgresConnection from '../../../checks/database/postgres-connection.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { type PostgresNode, type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describePostgres = await describeWithPackages('postgresql');

describePostgres('replication of postgres-connection', () => {
  let standby: PostgresNode;
  let server: PostgresServer;
  const primary = (params: object = {}) =>
    judgeCheck(postgresConnection, { url: server.url, ...params }, { timeoutMs: 8000 });
  const secondary = (params: object = {}) =>
    judgeCheck(postgresConnection, { url: standby.url, ...params }, { timeoutMs: 8000 });

  beforeAll(async () => {
    server = await startPostgres();
    await server.psql('create sequence seen; select nextval($$seen$$)');
    await server.psql('create unlogged table scratch (id serial)');
    standby = await server.addStandby();
  });
  afterAll(() => server.stop());

  it('a standby that streams is healthy', async () => {
    const asked = {
      lag: { fail: '60s' },
      lagBytes: { fail: '16MiB' },
      sequences: { fail: 50 },
      slotBytes: { fail: '1GiB' },
    };
    const result = await secondary({ role: 'standby', ...asked });
    expect(formatVerdict(result)).toMatch(/^ok/);
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

  it('a standby that receives nothing and a primary without standbys fail', async () => {
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
  });
});
