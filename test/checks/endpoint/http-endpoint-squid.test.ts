import { expect, it } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startHttpServer } from '../../support/http.ts';
import { OIDC_SECRET, startOidc } from '../../support/oidc.ts';
import { startSquid } from '../../support/squid.ts';
import { refusedPort } from '../../support/tcp-faults.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const { leaf, ca } = makeTestCertificates();
const describeSquid = await describeWithPackages('squid');

describeSquid('behind a real Squid', () => {
  it('http, https and a token endpoint are asked through it, and who refuses is named', async () => {
    const [plain, safe, oidc] = await Promise.all([
      stopAfterTest(startHttpServer()),
      stopAfterTest(startHttpServer({ tls: { key: leaf.key, cert: leaf.chain } })),
      stopAfterTest(startOidc()),
    ]);
    const closed = await refusedPort();
    const { url: proxy } = await stopAfterTest(startSquid(closed));
    const judge = (url: string, params: object = {}) => judgeCheck(httpEndpoint, { url, proxy, ...params });
    expect(formatVerdict(await judge(`${plain.url}/ok`))).toMatch(/^ok -/);
    expect(plain.requests[0]?.headers.via).toContain('squid');
    const secure = `https://localhost:${safe.port}/ok`;
    expect(formatVerdict(await judge(secure, { tls: { ca: ca.cert } }))).toMatch(/^ok -/);
    expect(formatVerdict(await judge(secure))).toMatch(/^failed tls_untrusted/);
    const oauth2 = { tokenUrl: oidc.tokenUrl, clientId: 'post', clientSecret: OIDC_SECRET, clientAuth: 'post' };
    expect(formatVerdict(await judge(`${plain.url}/ok`, { auth: { oauth2 } }))).toMatch(/^ok -/);
    expect(formatVerdict(await judge(`https://localhost:${closed}/`))).toMatch(
      /^failed protocol: proxy, CONNECT localhost:\d+: answered 403$/,
    );
    expect(formatVerdict(await judge(`http://127.0.0.1:${closed}/`))).toMatch(/^failed permission: .*status is 403/);
  });
});
