import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import postgresConnection from '../../../checks/database/postgres-connection.ts';
import redisConnection from '../../../checks/database/redis-connection.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { folderForSuite } from '../../support/for-test.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { type RedisServer, startRedis } from '../../support/redis.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describePostgres = await describeWithPackages('postgresql');
const describeRedis = await describeWithPackages('redis-server', 'redis-tools');

describePostgres('PostgreSQL on a Unix socket', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  const judge = async (params: object) => formatVerdict(await judgeCheck(postgresConnection, params));
  const credentials = () => `postgres:${encodeURIComponent(server.password)}`;

  it('is found by the folder in the query of a URL, as Cloud SQL prints it', async () => {
    const { socketFolder: folder, port } = server;
    for (const host of [folder, encodeURIComponent(folder)])
      expect(await judge({ url: `postgres://${credentials()}@/postgres?host=${host}`, port })).toMatch(/^ok/);
  });

  it('is found by the folder in place of the host of a URL, and as a parameter', async () => {
    const { socketFolder: folder, port, user, password } = server;
    const host = encodeURIComponent(folder);
    expect(await judge({ url: `postgresql://${credentials()}@${host}:${port}/postgres` })).toMatch(/^ok/);
    const parts = { host: folder, port, user, password, database: 'postgres' };
    expect(await judge(parts)).toMatch(/^ok/);
    // As in libpq: TLS is not spoken on a socket.
    expect(await judge({ ...parts, ssl: { mode: 'verify-full' } })).toMatch(/^ok/);
  });

  it('tells of a refused password and of a socket that is not there', async () => {
    const { socketFolder: host, port, user } = server;
    expect(await judge({ host, port, user, password: 'wrong-canary' })).toMatch(/^failed auth: .*\.s\.PGSQL\.\d+ /);
    const result = await judgeCheck(postgresConnection, { host: '/nowhere', user });
    expect(formatVerdict(result)).toMatch(
      /^failed connect_refused: \/nowhere\/\.s\.PGSQL\.5432: there is no such socket/,
    );
    expect(result.remedy).toContain('path of the socket');
  });
});

describeRedis('Redis on a Unix socket', () => {
  const folder = folderForSuite('redis-socket');
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis({ password: 'sock-canary', settings: { unixsocket: join(folder.path, 'redis.sock') } });
  });
  afterAll(() => server.stop());

  const judge = (params: object) => judgeCheck(redisConnection, params);
  const path = () => join(folder.path, 'redis.sock');

  it('is found by the URLs that clients write, and by its path as the host', async () => {
    for (const scheme of ['unix', 'redis+unix', 'redis-socket'])
      expect(formatVerdict(await judge({ url: `${scheme}://:sock-canary@${path()}?db=1` }))).toMatch(/^ok/);
    expect(formatVerdict(await judge({ url: `unix://${path()}`, password: 'sock-canary' }))).toMatch(/^ok/);
    expect(formatVerdict(await judge({ host: path(), password: 'sock-canary' }))).toMatch(/^ok/);
  });

  it('tells of what is missing: the password, the socket', async () => {
    const silent = await judge({ host: path() });
    expect(formatVerdict(silent)).toMatch(/^failed auth: .*asks to log in: NOAUTH/);
    expect(silent.remedy).toBe('Give the user and the secret that the server asks for.');
    const absent = await judge({ host: `${path()}x` });
    expect(formatVerdict(absent)).toMatch(/^failed connect_refused: .*there is no such socket/);
    expect(absent.remedy).toContain('path of the socket');
  });
});
