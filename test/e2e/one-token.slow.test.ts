import { expect, it } from 'vitest';
import { folderForTest, stopAfterTest } from '../support/for-test.ts';
import { startHttpServer } from '../support/http.ts';
import { answerJson } from '../support/http-routes.ts';
import { OIDC_SECRET, startOidc } from '../support/oidc.ts';
import { configureServices, runForReport } from './run-for-report.ts';

// Those with a token and as many without are more registrations than one thread runs, so that there are two; those with a
// token fit into one of them.
const ENDPOINTS = 600;

it('a token of OAuth 2 is fetched once a run, whatever kinds of checks want it and how many', async () => {
  const oidc = await stopAfterTest(startOidc());
  const api = await stopAfterTest(
    startHttpServer({
      routes: {
        guarded: async ({ request, response }) => {
          const isKnown = await oidc.isValid(String(request.headers.authorization).replace(/^Bearer /, ''));
          answerJson(response, { isKnown, status: 'done' }, isKnown ? 200 : 401);
        },
      },
    }),
  );
  const auth = { oauth2: { tokenUrl: oidc.tokenUrl, clientId: 'basic', clientSecret: { env: 'SECRET' } } };
  const url = `${api.url}/guarded`;
  const wanted = Array.from({ length: ENDPOINTS }, (_, index) => ({ name: `endpoint-${index}`, url, auth }));
  const checks = {
    'http-endpoint': [...wanted, ...wanted.map(({ name }) => ({ name: `open-${name}`, url: `${api.url}/ok` }))],
    'service-info': { url, auth, flags: ['$.isKnown'] },
    'http-steps': { auth, steps: [{ name: 'ask', url }] },
    'async-job': { auth, submit: { url }, poll: { url, state: '$.status' } },
    scoring: { url, auth, json: {}, jsonPath: [{ path: '$.isKnown', eq: true }] },
  };
  const flags = await configureServices(await folderForTest('one-token'), { api: { checks } });
  const { report } = await runForReport([...flags, '-w', '4'], { env: { SECRET: OIDC_SECRET }, timeout: 120_000 });
  expect(report.results.filter(({ status }) => status !== 'ok').map(({ message }) => message)).toEqual([]);
  expect(new Set(report.results.map(({ thread }) => thread)).size).toBeGreaterThan(1);
  expect(oidc.given()).toBe(1);
}, 150_000);
