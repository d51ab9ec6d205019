import { afterAll, beforeAll, expect, it } from 'vitest';
import postgresConnection from '../../../checks/database/postgres-connection.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { postgresRefusing } from '../../support/driver-faults.ts';
import { type PostgresNode, type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { refusedPort, tcpSilent } from '../../support/tcp-faults.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describePostgres = await describeWithPackages('postgresql');

describePostgres('postgres-connection with several hosts', () => {
  let primary: PostgresServer;
  let standby: PostgresNode;
  beforeAll(async () => {
    primary = await startPostgres();
    standby = await primary.addStandby();
  });
  afterAll(() => primary.stop());

  const addressOf = ({ port }: { readonly port: number }): string => `127.0.0.1:${port}`;
  const judge = (hosts: readonly string[], params: object = {}) =>
    judgeCheck(
      postgresConnection,
      { hosts, user: 'postgres', password: primary.password, nodeTimeout: '4s', ...params },
      { timeoutMs: 10_000 },
    );

  it.each([
    ['any', 'standby'],
    ['read-write', 'primary'],
    ['primary', 'primary'],
    ['read-only', 'standby'],
    ['standby', 'standby'],
    ['prefer-standby', 'standby'],
  ] as const)('%s finds the %s, and the others in front of it are no fault', async (attributes, role) => {
    for (const hosts of [
      [addressOf(standby), addressOf(primary)],
      [addressOf(primary), addressOf(standby)],
    ]) {
      const expected = attributes === 'any' ? (hosts[0] === addressOf(primary) ? 'primary' : 'standby') : role;
      const result = await judge(hosts, { targetSessionAttrs: attributes, role: expected });
      expect(formatVerdict(result)).toMatch(/^ok/);
    }
  });

  it('a url with several hosts is read as libpq does', async () => {
    const hosts = `${addressOf(standby)},${addressOf(primary)}`;
    const url = `postgres://postgres:${encodeURIComponent(primary.password)}@${hosts}/postgres`;
    const result = await judgeCheck(postgresConnection, {
      url: `${url}?target_session_attrs=read-write`,
      role: 'primary',
    });
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(JSON.stringify(result)).not.toContain(encodeURIComponent(primary.password));
  });

  it('a server that does not answer is a warning as long as another suits, and no wait of its own', async () => {
    const silent = await tcpSilent();
    const hosts = [`127.0.0.1:${await refusedPort()}`, addressOf(silent), addressOf(primary)];
    const result = await judge(hosts, { targetSessionAttrs: 'primary', nodeTimeout: '1s' });
    await silent.stop();
    expect(result).toMatchObject({ status: 'degraded', healthy: true });
    expect(result.findings.map(({ reason }) => reason).sort()).toEqual(['connect_refused', 'tls_handshake']);
    expect(result.findings[0]?.evidence).toMatchObject({
      target: `${addressOf(primary)}/postgres`,
      tried: [{ target: `${hosts[0]}/postgres` }, { target: `${hosts[1]}/postgres` }],
    });
    expect(result.durationMs).toBeLessThan(5000);
  });

  it('where none suits, the message has what each of them is', async () => {
    const hosts = [`127.0.0.1:${await refusedPort()}`, addressOf(standby)];
    const result = await judge(hosts, { targetSessionAttrs: 'read-write' });
    expect(formatVerdict(result)).toMatch(
      /^failed not_primary: none of 2 servers suits target_session_attrs=read-write: .*refused.*; .*: it is a standby that takes no writes/,
    );
    const gone = await judge([hosts[0] ?? '', `127.0.0.1:${await refusedPort()}`]);
    expect(formatVerdict(gone)).toMatch(/^failed connect_refused: none of 2 servers answers: .*refused.*; .*refused/);
  });

  it('servers that are all silent are all named before the deadline', async () => {
    const silent = await Promise.all([tcpSilent(), tcpSilent(), tcpSilent()]);
    const params = { hosts: silent.map(addressOf), user: 'postgres' };
    const result = await judgeCheck(postgresConnection, params, { timeoutMs: 1100 });
    expect(formatVerdict(result)).toMatch(
      /^failed [a-z_]+: none of 3 servers answers: .* no answer in \d+ ms.*; .* no answer in \d+ ms.*; .* no answer in/,
    );
    await Promise.all(silent.map((server) => server.stop()));
  });

  it('prefer-standby takes the primary when no standby answers', async () => {
    const hosts = [`127.0.0.1:${await refusedPort()}`, addressOf(primary)];
    const result = await judge(hosts, { targetSessionAttrs: 'prefer-standby', role: 'primary' });
    expect(formatVerdict(result)).toMatch(/^degraded connect_refused/);
  });

  it('a server that refuses us ends the search as in libpq, one that is starting does not', async () => {
    const [refusing, starting] = [await postgresRefusing('password'), await postgresRefusing('starting')];
    expect(formatVerdict(await judge([addressOf(refusing), addressOf(primary)]))).toMatch(/^failed auth: .*28P01/);
    expect(formatVerdict(await judge([addressOf(starting), addressOf(primary)]))).toMatch(/^degraded status: .*57P03/);
    await Promise.all([refusing.stop(), starting.stop()]);
  });
});
