import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runKavmon } from '../support/run-process.ts';
import { configureServices, runForReport } from './run-for-report.ts';
import { type RunTargets, startRunTargets } from './run-targets.ts';

let targets: RunTargets;
beforeAll(async () => {
  targets = await startRunTargets('url-passwords');
});
afterAll(() => targets.stop());

/** None of the parts may be in any output, as each of them may be taken for a host, a port, a path or a query. */
const PARTS = ['Tr0ub4dor', 'prod-geheim-7', 'kanarie9', 'perlhuhn4'];
const PASSWORDS = [
  'Tr0ub4dor@prod-geheim-7/kanarie9#perlhuhn4',
  'Tr0ub4dor@prod-geheim-7?kanarie9',
  'Tr0ub4dor#kanarie9',
];

const configured = () =>
  configureServices(targets.folder, {
    shop: {
      checks: {
        'postgres-connection': { url: { env: 'PG_URL' } },
        'redis-connection': { url: { env: 'REDIS_URL' } },
        'http-endpoint': { url: { env: 'WEB_URL' } },
        'service-info': { url: `${targets.web.url}/ok`, flags: ['$.x'], proxy: { env: 'PROXY_URL' } },
      },
    },
  });

const environmentOf = (password: string) => ({
  PG_URL: `postgres://mon:${password}@127.0.0.1/db`,
  REDIS_URL: `redis://mon:${password}@127.0.0.1/0`,
  WEB_URL: `https://mon:${password}@127.0.0.1/`,
  PROXY_URL: `http://mon:${password}@127.0.0.1:3128`,
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://mon:${password}@127.0.0.1:4318`,
});

describe('a password of a URL that is not percent-encoded', () => {
  it.each(PASSWORDS)('is refused in a run and shown nowhere: %s', async (password) => {
    const run = { env: environmentOf(password) };
    const { stdout, stderr, outcomes } = await runForReport([...(await configured()), '-l', 'debug'], run);
    expect(Object.values(outcomes)).toEqual(Array(4).fill('error/config'));
    for (const part of PARTS) expect(`${stdout}\n${stderr}`).not.toContain(part);
  });

  it('is refused by config validate, by the name of its variable', async () => {
    const args = (await configured()).slice(0, 2);
    const outcome = await runKavmon(['config', 'validate', ...args], { env: environmentOf(PASSWORDS[0] ?? '') });
    expect(outcome.code).toBe(2);
    expect(outcome.stdout).toContain(
      'shop/postgres-connection: url from the environment variable PG_URL: the password in the url is not percent-encoded',
    );
    expect(outcome.stdout).toContain(
      'The configuration cannot be used: secrets of 4 registrations have the wrong form.',
    );
    for (const part of PARTS) expect(`${outcome.stdout}\n${outcome.stderr}`).not.toContain(part);
  });
});
