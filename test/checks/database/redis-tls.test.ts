import { expect, it } from 'vitest';
import redisConnection from '../../../checks/database/redis-connection.ts';
import { issueCertificate, writeCertificate } from '../../support/certificates.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { folderForSuite, stopAfterTest } from '../../support/for-test.ts';
import { startRedis } from '../../support/redis.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describeRedis = await describeWithPackages('redis-server', 'redis-tools');
const CANARY_PASSWORD = 'canary-7f3a';

const judgeRedis = (params: object) => judgeCheck(redisConnection, params, { timeoutMs: 5000 });

describeRedis('redis-connection over TLS', () => {
  const folder = folderForSuite('redis-tls');

  it('an ACL user logs in over TLS, and a missing right fails as permission', async () => {
    const redis = await startRedis({ user: { name: 'kavmon', password: CANARY_PASSWORD }, tls: true });
    const at = { host: 'localhost', port: redis.port, user: 'kavmon', password: CANARY_PASSWORD };
    expect(formatVerdict(await judgeRedis({ ...at, tls: { ca: redis.ca } }))).toMatch(/^ok/);
    expect(await judgeRedis({ ...at, tls: {} })).toMatchObject({ status: 'failed', reason: 'tls_untrusted' });
    expect(await judgeRedis({ ...at, tls: { ca: redis.ca, serverName: 'other.example' } })).toMatchObject({
      reason: 'tls_name',
    });
    const insecure = await judgeRedis({ ...at, tls: { insecure: true } });
    expect(insecure).toMatchObject({ status: 'ok', notes: [expect.stringContaining('not verified')] });
    const byUrl = await judgeRedis({
      url: `rediss://kavmon:${CANARY_PASSWORD}@localhost:${redis.port}?ssl_cert_reqs=none`,
    });
    expect(byUrl).toMatchObject({ status: 'ok', notes: [expect.stringContaining('not verified')] });
    await redis.cli('ACL', 'SETUSER', 'kavmon', '-info');
    expect(await judgeRedis({ ...at, tls: { ca: redis.ca } })).toMatchObject({
      status: 'ok',
      notes: ['only PING was judged of 1 server: the user has no right to INFO'],
    });
    const asked = await judgeRedis({ ...at, tls: { ca: redis.ca }, role: 'primary', info: [{ name: 'x', eq: 1 }] });
    expect(formatVerdict(asked)).toMatch(/^error permission: .*role: .*NOPERM.*; x: .*NOPERM/);
    expect(asked.measures).not.toHaveProperty('memory_used');
    await redis.cli('ACL', 'SETUSER', 'kavmon', '-ping');
    expect(await judgeRedis({ ...at, tls: { ca: redis.ca } })).toMatchObject({
      status: 'failed',
      reason: 'permission',
    });
    await redis.stop();
  });

  it('a client certificate opens a server that asks for one, and without it that is what is said', async () => {
    const redis = await stopAfterTest(startRedis({ tls: true, password: CANARY_PASSWORD }));
    await redis.cli('CONFIG', 'SET', 'tls-auth-clients', 'yes');
    const judge = (tls: object) =>
      judgeRedis({ host: 'localhost', port: redis.port, password: CANARY_PASSWORD, tls: { ca: redis.ca, ...tls } });
    expect(formatVerdict(await judge({ ...redis.client }))).toMatch(/^ok/);
    const bare = await judge({});
    expect(formatVerdict(bare)).toMatch(/^failed tls_handshake: .*client certificate/);
    expect(bare.remedy).toContain('client certificate');
    const stranger = await writeCertificate(
      folder.path,
      'stranger',
      issueCertificate({ subject: 'kavmon', client: true }),
    );
    expect(formatVerdict(await judge(stranger))).toMatch(/^failed tls_handshake: .*refuses the client certificate/);
    expect(JSON.stringify(bare)).not.toContain(CANARY_PASSWORD);
  });
});
