import { describe, expect, it } from 'vitest';
import { makeTestCertificates } from '../../support/certificates.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startHttpServer } from '../../support/http.ts';
import { answerJson, type HttpRoute } from '../../support/http-routes.ts';
import { imageParts } from '../../support/image-registry.ts';
import { formatVerdict } from '../endpoint/judge-check.ts';
import { answerDocument, credentials, judgeImage, refuseImage, startRegistryFor } from './judge-image.ts';

const amd = imageParts('linux/amd64');
const TOKEN = 'canary-7f3a-token';
const BASIC = `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;

/** A registry that wants this header, and challenges without it. */
const guarded =
  (wanted: string, challenge: (origin: string) => string): HttpRoute =>
  (visit) => {
    const { authorization, host = '' } = visit.request.headers;
    if (authorization === wanted) answerDocument(visit, amd.type, amd.manifest, amd.digest);
    else refuseImage(visit, 401, 'UNAUTHORIZED', { 'www-authenticate': challenge(`http://${host}`) });
  };

const bearer = (realm: string) => `Bearer realm="${realm}",service="registry.test",scope="repository:shop/api:pull"`;
const tokenFor =
  (login: string | undefined): HttpRoute =>
  ({ request, response }) =>
    request.headers.authorization === login ? answerJson(response, { token: TOKEN }) : answerJson(response, {}, 401);

const here = guarded(`Bearer ${TOKEN}`, (origin) => bearer(`${origin}/token`));

describe('registry-image and logins', () => {
  it('fetches the token that the registry wants, with and without a login', async () => {
    const open = await startRegistryFor(here, tokenFor(undefined));
    expect(formatVerdict(await judgeImage({ endpoint: open.url }))).toMatch(/^ok/);
    expect(open.requests.map(({ url }) => url)).toContain(
      '/token?service=registry.test&scope=repository%3Ashop%2Fapi%3Apull',
    );
    const closed = await startRegistryFor(here, tokenFor(BASIC));
    expect(formatVerdict(await judgeImage({ endpoint: closed.url, credentials }))).toMatch(/^ok/);
    const wrong = { ...credentials, username: 'other' };
    expect(formatVerdict(await judgeImage({ endpoint: closed.url, credentials: wrong }))).toMatch(
      /^failed auth: .*token/,
    );
    const none = await judgeImage({ endpoint: closed.url });
    expect(formatVerdict(none)).toMatch(/^failed auth: .*not public, or not there/);
  });

  it('sends Basic where the registry wants it, and not before', async () => {
    const server = await startRegistryFor(guarded(BASIC, () => 'Basic realm="private"'));
    expect(formatVerdict(await judgeImage({ endpoint: server.url, credentials }))).toMatch(/^ok/);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, BASIC]);
    expect(formatVerdict(await judgeImage({ endpoint: server.url }))).toMatch(/^failed auth/);
  });

  it('takes the login of a Docker config', async () => {
    const server = await startRegistryFor(guarded(BASIC, () => 'Basic realm="private"'));
    const auths = { 'https://index.docker.io/v1/': { auth: BASIC.slice(6) } };
    const at = { endpoint: server.url };
    expect(formatVerdict(await judgeImage({ ...at, dockerConfig: JSON.stringify({ auths }) }))).toMatch(/^ok/);
    const other = await judgeImage({ ...at, dockerConfig: JSON.stringify({ auths: { 'other.test': {} } }) });
    expect(formatVerdict(other)).toMatch(/^failed auth/);
    expect(other.notes).toEqual(['dockerConfig has no login for docker.io: it was asked without one']);
    expect(formatVerdict(await judgeImage({ ...at, dockerConfig: 'no json' }))).toMatch(/^error config: .*no auths/);
  });

  it('sends no login to the token service of another host that a registry names in the clear', async () => {
    const stranger = await startRegistryFor(() => {}, tokenFor(BASIC));
    const server = await startRegistryFor(guarded(`Bearer ${TOKEN}`, () => bearer(`${stranger.url}/token`)));
    const result = await judgeImage({ endpoint: server.url, credentials });
    expect(formatVerdict(result)).toMatch(/^error auth: .*the login is not sent to the token service 127\.0\.0\.1:\d+/);
    expect(stranger.requests).toEqual([]);
  });

  it('sends it there where the registry proved who it is, and the token service speaks TLS', async () => {
    const { leaf, ca } = makeTestCertificates();
    const tls = { key: leaf.key, cert: leaf.chain };
    const tokens = await stopAfterTest(startHttpServer({ routes: { token: tokenFor(BASIC) }, tls }));
    const clear = await startRegistryFor(() => {}, tokenFor(BASIC));
    let realm = tokens.url.replace('127.0.0.1', 'localhost');
    const routes = { v2: guarded(`Bearer ${TOKEN}`, () => bearer(`${realm}/token`)) };
    const server = await stopAfterTest(startHttpServer({ routes, tls }));
    const endpoint = server.url.replace('127.0.0.1', 'localhost');
    const trusting = { endpoint, credentials, tls: { ca: ca.cert } };
    expect(formatVerdict(await judgeImage(trusting))).toMatch(/^ok/);
    expect(formatVerdict(await judgeImage({ ...trusting, tls: { insecure: true } }))).toMatch(
      /^error auth: .*not sent/,
    );
    expect(formatVerdict(await judgeImage({ endpoint, credentials }))).toMatch(/^failed tls_untrusted/);
    realm = clear.url;
    expect(formatVerdict(await judgeImage(trusting))).toMatch(/^error auth: .*in the clear/);
    expect(clear.requests).toEqual([]);
  });

  it('cannot tell anything where the token service is ill or limits requests', async () => {
    const answers: (readonly [HttpRoute, RegExp])[] = [
      [({ response }) => answerJson(response, {}, 503), /^error auth: .*503/],
      [({ response }) => answerJson(response, {}, 429), /^error auth: .*429/],
      [({ response }) => answerJson(response, { hello: 1 }), /^error auth: .*no token/],
      [({ response }) => response.end('<html>'), /^error auth/],
    ];
    for (const [token, expected] of answers) {
      const server = await startRegistryFor(here, token);
      expect(formatVerdict(await judgeImage({ endpoint: server.url }))).toMatch(expected);
    }
  });
});
