import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import tlsCertificate from '../../../checks/endpoint/tls-certificate.ts';
import {
  type IssuedCertificate,
  issueAuthority,
  issueCertificate,
  writeCertificate,
} from '../../support/certificates.ts';
import { acceptsConnections, startDaemon, waitForDaemon } from '../../support/daemon.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { execFileAsync } from '../../support/exec-file.ts';
import { folderForSuite, stopAfterTest } from '../../support/for-test.ts';
import { findFreePort } from '../../support/free-port.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const describeServers = await describeWithPackages('openssl', 'nginx-light');

const ca = issueCertificate({ subject: 'Staple CA', authority: true, key: 'rsa2048' });
const leaf = issueCertificate({ subject: 'localhost', names: ['localhost'], issuer: ca });
const delegate = issueCertificate({ subject: 'Responder', issuer: ca, ocspSigning: true });

describeServers('staples that OpenSSL has made', () => {
  const folder = folderForSuite('staples');

  const makeStaple = async (state: string, signer: IssuedCertificate, days = '3'): Promise<string> => {
    const at = (name: string): string => join(folder.path, name);
    const files = await Promise.all([
      writeCertificate(folder.path, 'ca', ca),
      writeCertificate(folder.path, 'leaf', leaf),
      writeCertificate(folder.path, 'signer', signer),
    ]);
    const { stdout } = await execFileAsync('openssl', ['x509', '-in', files[1].cert, '-noout', '-serial']);
    const serial = stdout.trim().replace('serial=', '');
    await writeFile(at('index.txt'), `${state}\t${serial}\tunknown\t/CN=localhost\n`);
    const staple = at('staple.der');
    const answer = ['-index', at('index.txt'), '-CA', files[0].cert, '-rsigner', files[2].cert, '-rkey', files[2].key];
    const question = ['-issuer', files[0].cert, '-cert', files[1].cert];
    await execFileAsync('openssl', ['ocsp', ...answer, '-ndays', days, ...question, '-respout', staple]);
    return staple;
  };

  const servers = {
    'openssl s_server': async (staple: string, port: number) => {
      const files = ['-cert', join(folder.path, 'leaf.pem'), '-key', join(folder.path, 'leaf.key')];
      return ['openssl', 's_server', '-accept', `127.0.0.1:${port}`, '-quiet', ...files, '-status_file', staple];
    },
    nginx: async (staple: string, port: number) => {
      const file = join(folder.path, 'nginx.conf');
      const tls = `ssl_certificate leaf.pem; ssl_certificate_key leaf.key; ssl_stapling on; ssl_stapling_file ${staple};`;
      await writeFile(
        file,
        `daemon off; master_process off; pid ${folder.path}/pid; error_log stderr; events {}
http { access_log off; server { listen 127.0.0.1:${port} ssl; ${tls} } }`,
      );
      return ['nginx', '-c', file, '-p', folder.path, '-e', 'stderr'];
    },
  } as const;

  const judge = async (server: keyof typeof servers, staple: string): Promise<string> => {
    const port = await findFreePort();
    const [command = '', ...args] = await servers[server](staple, port);
    const daemon = startDaemon(command, args, { cwd: folder.path });
    await stopAfterTest(Promise.resolve(daemon));
    await waitForDaemon(daemon, () => acceptsConnections(port), { name: server, cleanUp: daemon.stop });
    const params = { host: 'localhost', ipFamily: 4, port, ca: ca.cert, ocspStaple: 'required' };
    return formatVerdict(await judgeCheck(tlsCertificate, params, { timeoutMs: 8000 }));
  };

  const valid = 'V\t400101000000Z\t';
  const revoked = 'R\t400101000000Z\t261101000000Z,keyCompromise';

  it.each(['openssl s_server', 'nginx'] as const)('of %s are verified, and their word counts', async (server) => {
    expect(await judge(server, await makeStaple(valid, ca))).toMatch(/^ok/);
    expect(await judge(server, await makeStaple(valid, delegate))).toMatch(/^ok/);
    expect(await judge(server, await makeStaple(revoked, ca))).toMatch(
      /^failed tls_revoked: .*on 2026-11-01T00:00:00.000Z \(keyCompromise\)/,
    );
  });

  it('with the key of somebody else prove nothing', async () => {
    const staple = await makeStaple(valid, issueAuthority('Another CA'));
    expect((await readFile(staple)).length).toBeGreaterThan(100);
    expect(await judge('openssl s_server', staple)).toMatch(/^failed tls_staple: .*nobody whom the issuer has named/);
  });
});
