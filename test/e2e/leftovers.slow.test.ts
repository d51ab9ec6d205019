import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderForTest, stopAfterTest } from '../support/for-test.ts';
import { pollUntil } from '../support/poll-until.ts';
import { startKavmon } from '../support/run-process.ts';
import { SHOP_PASSWORD, startShop } from '../support/shop.ts';
import { configureServices, runForReport } from './run-for-report.ts';

/** Two hours later: kavmon reckons the time from the start of its process. */
const LATER = `const timeOrigin = performance.timeOrigin + 7_200_000;
Object.defineProperty(performance, 'timeOrigin', { value: timeOrigin });`;

it('what a run has made that was killed is removed and named by the next one after `age`, and not before', async () => {
  const shop = await stopAfterTest(startShop());
  const folder = await folderForTest('leftovers');
  const auth = { bearer: '${token}' };
  const step = (name: string, url: string, more: object = {}) => ({ name, url, auth, ...more });
  const steps = {
    baseUrl: shop.url,
    variables: { password: { env: 'SHOP_PASSWORD' } },
    steps: [
      {
        ...{ name: 'log in', url: '/login', json: { user: 'monitor', password: '${password}' } },
        capture: { token: { jsonPath: '$.token' } },
      },
      step('order', '/orders', { json: { items: ['${runId}'] }, status: 201, capture: { id: { jsonPath: '$.id' } } }),
      step('wait', '/slow/${pause}'),
    ],
    leftovers: {
      ...{ list: { url: '/orders', auth }, items: '$.orders[*]', name: '$.items[0]', id: '$.id' },
      remove: { url: '/orders/${leftover}', auth },
    },
    cleanup: [step('remove', '/orders/${id}', { method: 'DELETE' }), step('log out', '/logout')],
  };
  const configure = (pause: string) => {
    const variables = { ...steps.variables, pause };
    return configureServices(folder, { shop: { checks: { 'http-steps': { ...steps, variables } } } });
  };
  const env = { SHOP_PASSWORD };
  const killed = await startKavmon(await configure('20000'), { env });
  await pollUntil(() => shop.orders.size === 1, { what: 'an order of the run that is killed', ms: 25_000 });
  await killed.kill('SIGKILL');
  await killed.ended;
  const [left = ''] = [...shop.orders.values()].map((body) => JSON.parse(body).items[0]);
  expect(left).toMatch(/^kavmon-\d{8}t\d{6}z-[0-9a-f]{8}$/);

  const flags = await configure('0');
  const soon = await runForReport(flags, { env });
  expect([soon.outcomes, soon.result('http-steps').notes]).toEqual([{ 'http-steps': 'ok/-' }, []]);
  expect([...shop.orders.values()].join()).toContain(left);

  const later = join(folder, 'later.cjs');
  await writeFile(later, LATER);
  const next = await runForReport(flags, { env: { ...env, NODE_OPTIONS: `--require ${later}` } });
  expect(next.outcomes).toEqual({ 'http-steps': 'ok/-' });
  expect(next.result('http-steps').notes).toEqual([expect.stringContaining(`removed 1 leftover of earlier runs`)]);
  expect(next.stdout).toContain(left);
  expect(shop.orders.size).toBe(0);
}, 120_000);
