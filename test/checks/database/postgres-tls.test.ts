import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import postgresConnection from '../../../checks/database/postgres-connection.ts';
import { issueAuthority, issueCertificate } from '../../support/certificates.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { folderForSuite } from '../../support/for-test.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describePostgres = await describeWithPackages('postgresql');

describePostgres('postgres-connection over TLS', () => {
  const folder = folderForSuite('postgres-tls');
  let server: PostgresServer;
  const primary = (params: object = {}) =>
    judgeCheck(postgresConnection, { url: server.url, ...params }, { timeoutMs: 8000 });

  beforeAll(async () => {
    server = await startPostgres({ access: ['hostssl all cert_user 127.0.0.1/32 cert'] });
    await server.psql('create role cert_user login');
  });
  afterAll(() => server.stop());

  it('a root certificate that is given is used by every mode of libpq that verifies, in both spellings', async () => {
    const wrong = join(folder.path, 'wrong-root.pem');
    await writeFile(wrong, issueAuthority('Another root').cert);
    const byUrl = (mode: string, root: string) =>
      judgeCheck(postgresConnection, { url: `${server.url}?sslmode=${mode}&sslrootcert=${root}` });
    const bySettings = (mode: string, ca: string) => primary({ ssl: { mode, ca } });
    for (const judge of [byUrl, bySettings]) {
      for (const mode of ['prefer', 'require', 'verify-ca', 'verify-full']) {
        expect(await judge(mode, wrong)).toMatchObject({ status: 'failed', reason: 'tls_untrusted' });
        expect(formatVerdict(await judge(mode, server.ca))).toMatch(/^ok/);
      }
    }
    const unverified = await judgeCheck(postgresConnection, { url: `${server.url}?sslmode=no-verify` });
    expect(unverified).toMatchObject({
      status: 'ok',
      notes: ['the certificate was not verified (sslmode no-verify)'],
    });
    expect(await judgeCheck(postgresConnection, { url: `${server.url}?channel_binding=require` })).toMatchObject({
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

  it('a client certificate that the server does not know is named as such', async () => {
    const { cert, key } = issueCertificate({ subject: 'cert_user', client: true });
    const result = await primary({ ssl: { mode: 'require', cert, key } });
    expect(formatVerdict(result)).toMatch(/^failed tls_handshake: .*the server refuses the client certificate/);
  });

  it('certificates are verified, and a client certificate logs in', async () => {
    const { ca, client, host, port } = server;
    expect(formatVerdict(await primary({ ssl: { ca } }))).toMatch(/^ok/);
    expect(await primary({ ssl: { ca, serverName: 'other.example' } })).toMatchObject({ reason: 'tls_name' });
    expect(await primary({ ssl: { mode: 'verify-full' } })).toMatchObject({ reason: 'tls_untrusted' });
    expect(formatVerdict(await primary({ ssl: { mode: 'require' } }))).toMatch(/^ok/);
    expect(formatVerdict(await primary({ ssl: { mode: 'disable' } }))).toMatch(/^ok/);
    const pair = { host, port, user: 'cert_user', database: 'postgres', ssl: { ca, ...client } };
    expect(formatVerdict(await judgeCheck(postgresConnection, pair))).toMatch(/^ok/);
    expect(await judgeCheck(postgresConnection, { ...pair, ssl: { ca } })).toMatchObject({
      status: 'failed',
      reason: 'auth',
    });
  });
});
