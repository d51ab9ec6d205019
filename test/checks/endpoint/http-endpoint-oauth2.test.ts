import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import httpSteps from '../../../checks/endpoint/http-steps.ts';
import promqlThreshold from '../../../checks/slo/promql-threshold.ts';
import { type HttpServer, startHttpServer } from '../../support/http.ts';
import { answerJson } from '../../support/http-routes.ts';
import { OIDC_SECRET, type OidcServer, startOidc } from '../../support/oidc.ts';
import { judgePageExample } from '../../support/page-example.ts';
import { refusedPort } from '../../support/tcp-faults.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

let oidc: OidcServer;
let api: HttpServer;

beforeAll(async () => {
  oidc = await startOidc();
  api = await startHttpServer({
    routes: {
      guarded: async ({ request, response }) => {
        const token = String(request.headers.authorization ?? '').replace(/^Bearer /, '');
        if (await oidc.isValid(token))
          return answerJson(response, {
            status: 'success',
            data: { resultType: 'vector', result: [{ metric: {}, value: [0, '1'] }] },
          });
        return response.writeHead(401, { 'www-authenticate': 'Bearer' }).end('who are you?');
      },
      token: ({ response, rest }) => {
        if (rest[0] === 'html') return response.end('<html>log in</html>');
        if (rest[0] === 'mac') return answerJson(response, { access_token: 'abcdef', token_type: 'mac' });
        if (rest[0] === 'none') return answerJson(response, { token_type: 'bearer' });
        if (rest[0] === 'broken') return response.writeHead(502).end('bad gateway');
        return undefined;
      },
    },
  });
});
afterAll(async () => void (await Promise.all([oidc.stop(), api.stop()])));

const client = (changes: object = {}) => ({
  oauth2: { tokenUrl: oidc.tokenUrl, clientId: 'basic', clientSecret: OIDC_SECRET, ...changes },
});

const judgeGuarded = (auth: object) => judgeCheck(httpEndpoint, { url: `${api.url}/guarded`, auth });

describe('client credentials of OAuth 2', () => {
  it.each(['basic', 'post'])('are sent as client_secret_%s, and the token with the request', async (way) => {
    expect(formatVerdict(await judgeGuarded(client({ clientId: way, clientAuth: way })))).toMatch(/^ok -/);
  });

  it('fetch one token for all checks that run side by side, and after each other', async () => {
    const before = oidc.given();
    const auth = client({ scope: 'read' });
    const together = await Promise.all(Array.from({ length: 20 }, () => judgeGuarded(auth)));
    expect(together.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 'ok'));
    const steps = [{ name: 'one', url: `${api.url}/guarded` }];
    expect(formatVerdict(await judgeCheck(httpSteps, { steps, auth }))).toMatch(/^ok -/);
    const prometheus = { url: `${api.url}/guarded`, query: 'up', fail: '5', auth };
    expect(formatVerdict(await judgeCheck(promqlThreshold, prometheus))).toMatch(/^ok -/);
    expect(oidc.given() - before).toBe(1);
  });

  it('fetch another one when that is refused, once, and when it ends', async () => {
    const auth = client({ scope: 'write' });
    await judgeGuarded(auth);
    const before = oidc.given();
    oidc.revokeAll();
    expect(formatVerdict(await judgeGuarded(auth))).toMatch(/^ok -/);
    expect(oidc.given() - before).toBe(1);
    const short = await startOidc({ lifeSeconds: 1 });
    const ask = () => judgeCheck(httpEndpoint, { url: `${api.url}/ok`, auth: client({ tokenUrl: short.tokenUrl }) });
    await ask();
    // Time is what is tested: nine tenths of a second of life.
    await new Promise((resolve) => setTimeout(resolve, 950));
    await ask();
    expect(short.given()).toBe(2);
    await short.stop();
  });

  it('that are refused fail with the URL of the endpoint and its words, without the secret', async () => {
    const result = await judgeGuarded(client({ clientSecret: 'canary-wrong' }));
    expect(formatVerdict(result)).toMatch(
      /^failed auth: the token of http:\S+\/token was refused: status 401, invalid_client/,
    );
    expect(JSON.stringify(result)).not.toContain('canary-wrong');
    expect(result.remedy).toContain('clientAuth');
  });

  it.each([
    ['html', 'the answer has no access_token'],
    ['none', 'the answer has no access_token'],
    ['mac', 'is of the type "mac"'],
    ['broken', 'was refused: status 502'],
  ])('whose endpoint answers with "%s" are an error, as the service was not asked', async (way, words) => {
    const auth = client({ tokenUrl: `${api.url}/token/${way}` });
    const result = await judgeGuarded(auth);
    expect(result).toMatchObject({ status: 'error', reason: 'auth' });
    expect(result.message).toContain(`the token of ${api.url}/token/${way}`);
    expect(result.message).toContain(words);
  });

  it('whose endpoint is down name it, not the service', async () => {
    const result = await judgeGuarded(client({ tokenUrl: `http://127.0.0.1:${await refusedPort()}/token` }));
    expect(formatVerdict(result)).toMatch(
      /^error auth: the token of http:\S+\/token was not fetched: .*connection refused/,
    );
    expect(result.remedy).toContain('the service itself was not asked');
  });

  it('do not follow a redirect to another origin', async () => {
    const other = await startHttpServer();
    const url = `${api.url}/redirect-to?url=${encodeURIComponent(`${other.url}/echo`)}`;
    const result = await judgeCheck(httpEndpoint, { url, auth: client() });
    expect(formatVerdict(result)).toMatch(/^ok -/);
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    await other.stop();
  });

  it('run the example of the page, and stand in nothing that is written', async () => {
    const changes = {
      'http://orders-api.example/healthz': `${api.url}/guarded`,
      'https://login.example/oauth2/token': oidc.tokenUrl,
      'up }': 'success }',
      kavmon: 'basic',
      'orders.read': 'read',
    };
    const { result, written } = await judgePageExample('http-endpoint', changes, { ORDERS_SECRET: OIDC_SECRET });
    expect(formatVerdict(result)).toMatch(/^ok -/);
    expect(written).not.toContain('canary');
  });
});
