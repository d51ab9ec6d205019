import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import httpSteps from '../../../checks/endpoint/http-steps.ts';
import { folderForTest } from '../../support/for-test.ts';
import { judgePageExample, readPageExample } from '../../support/page-example.ts';
import { runKavmon } from '../../support/run-process.ts';
import { SHOP_PASSWORD, SHOP_TOKEN, startShop } from '../../support/shop.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

let shop: Awaited<ReturnType<typeof startShop>>;
beforeEach(async () => {
  shop = await startShop({
    dated: ({ response, query }) => response.end(`build=${query.get('build') ?? 'none'};`),
  });
});
afterEach(() => shop.stop());

const LOGIN = {
  name: 'log in',
  url: '/login',
  json: { user: 'monitor', password: '${password}' },
  capture: { token: { jsonPath: '$.token' } },
};
const ORDER = {
  name: 'place order',
  url: '/orders',
  auth: { bearer: '${token}' },
  json: { items: ['${runId}'] },
  status: 201,
  capture: { id: { jsonPath: '$.id' }, count: { jsonPath: '$.count', secret: false } },
};
const REMOVE = { name: 'remove order', method: 'DELETE', url: '/orders/${id}', auth: { bearer: '${token}' } };
const LOGOUT = { name: 'log out', method: 'POST', url: '/logout', auth: { bearer: '${token}' } };

const judgeSteps = (params: object, timeoutMs?: number) =>
  judgeCheck(
    httpSteps,
    { baseUrl: shop.url, variables: { password: SHOP_PASSWORD }, ...params },
    timeoutMs === undefined ? {} : { timeoutMs },
  );

describe('http-steps', () => {
  it('logs in, makes an order, reads it back, and removes it at the end', async () => {
    const read = {
      name: 'read order',
      url: '/orders/${id}',
      headers: { authorization: 'Bearer ${token}' },
      jsonPath: [{ path: '$.id', eq: '${id}' }],
    };
    const result = await judgeSteps({ steps: [LOGIN, ORDER, read], cleanup: [REMOVE, LOGOUT] });
    expect(formatVerdict(result)).toMatch(/^ok -/);
    expect(shop.orders.size + shop.tokens.size).toBe(0);
    expect(Object.keys(result.measures)).toEqual(
      ['log_in', 'place_order', 'read_order', 'remove_order', 'log_out']
        .map((name) => `${name}_duration`)
        .toSpliced(3, 0, 'duration'),
    );
    expect(result.looked).toEqual({ steps: 3 });
  });

  it('keeps cookies within the check, and captures one for a header', async () => {
    const form = { name: 'log in', url: '/login', form: { user: 'monitor', password: '${password}' } };
    const csrf = { ...form, capture: { csrf: { cookie: 'csrf' } } };
    const order = { name: 'order', url: '/orders', json: { items: [] }, headers: { 'x-csrf': '${csrf}' }, status: 201 };
    const capture = { order: { header: 'Location' } };
    const remove = { name: 'remove', method: 'DELETE', url: '${order}', headers: { 'x-csrf': '${csrf}' } };
    const result = await judgeSteps({ steps: [csrf, { ...order, capture }, remove] });
    expect(formatVerdict(result)).toMatch(/^ok -/);
    expect(shop.orders.size).toBe(0);
  });

  it('captures by a regular expression: its group, and a number as a number', async () => {
    const steps = [
      { name: 'read', url: '/dated?build=42', capture: { build: { regexp: 'build=(\\d+)', secret: false } } },
      { name: 'echo', url: '/echo', json: { n: '${build}' }, jsonPath: [{ path: '$.body', eq: '{"n":"42"}' }] },
    ];
    expect(formatVerdict(await judgeSteps({ steps }))).toMatch(/^ok -/);
  });

  it('names the step that fails, by its number and name, and the first of them ends the steps', async () => {
    const result = await judgeSteps({ steps: [{ ...LOGIN, json: { user: 'nobody' } }, ORDER] });
    expect(formatVerdict(result)).toMatch(
      /^failed auth: step 1 of 2, "log in": POST http:\S+\/login: status is 401, expected 2xx/,
    );
    expect(result.looked).toEqual({ steps: 1 });
  });

  it('measures all of the steps only where all of them were asked', async () => {
    const ill = { name: 'pay', url: '/status/503' };
    const first = await judgeSteps({ steps: [ill, LOGIN] });
    expect(Object.keys(first.measures)).toEqual(['pay_duration']);
    const last = await judgeSteps({ steps: [LOGIN, ill] });
    expect(Object.keys(last.measures)).toEqual(['log_in_duration', 'pay_duration', 'duration']);
  });

  it('says which value a capture did not find, and where: an error, never green', async () => {
    for (const [capture, words] of [
      [{ jsonPath: '$.tokn' }, '$.tokn is missing, so that ${token} has no value'],
      [{ header: 'x-token' }, 'the header x-token is not in the answer'],
      [{ cookie: 'sid' }, 'the cookie sid was not set'],
      [{ regexp: 'token=(.*)' }, 'what matches "token=(.*)" is not in the body'],
    ] as const) {
      const result = await judgeSteps({ steps: [{ ...LOGIN, capture: { token: capture } }, ORDER], cleanup: [LOGOUT] });
      expect(result).toMatchObject({ status: 'error', reason: 'missing_value' });
      expect(result.message).toContain(`step 1 of 2, "log in": POST ${shop.url}/login: ${words}`);
      expect(result.notes).toEqual(['cleanup step 1 of 1, "log out" was left out: ${token} was not captured']);
    }
  });

  it('cleans up after a failure, and after a step that does not answer within the time of the steps', async () => {
    const wrong = { name: 'look', url: '/status/500' };
    const failed = await judgeSteps({ steps: [LOGIN, ORDER, wrong], cleanup: [REMOVE, LOGOUT] });
    expect(formatVerdict(failed)).toMatch(/^failed status: step 3 of 3, "look"/);
    expect(shop.orders.size + shop.tokens.size).toBe(0);
    const hang = { name: 'wait', url: '/hang' };
    const silent = await judgeSteps({ steps: [LOGIN, ORDER, hang], cleanup: [REMOVE, LOGOUT] }, 800);
    expect(formatVerdict(silent)).toMatch(
      /^timeout deadline_attempt: step 3 of 3, "wait": \S+\/hang: .*no answer in \d+ ms, the last thing tried was request/,
    );
    expect(shop.orders.size + shop.tokens.size).toBe(0);
  });

  it('warns when cleanup fails, and runs the rest of it', async () => {
    const broken = { name: 'broken', method: 'DELETE', url: '/status/500' };
    const refused = { name: 'refused', url: 'http://127.0.0.1:1/' };
    const result = await judgeSteps({ steps: [LOGIN], cleanup: [broken, refused, LOGOUT] });
    expect(formatVerdict(result)).toMatch(/^degraded status: cleanup step 1 of 3, "broken": DELETE .*status is 500/);
    expect(result.findings.map(({ reason, level }) => `${level} ${reason}`)).toEqual([
      'warning status',
      'warning connect_refused',
    ]);
    expect(shop.tokens.size).toBe(0);
    const both = await judgeSteps({ steps: [{ name: 'gone', url: 'http://127.0.0.1:1/' }], cleanup: [broken] });
    expect(formatVerdict(both)).toMatch(/^failed connect_refused: step 1 of 1, "gone"/);
    expect(both.notes[0]).toContain('cleanup step 1 of 1, "broken"');
  });

  it('compares the time of all steps together', async () => {
    const steps = [
      { name: 'one', url: '/slow/40' },
      { name: 'two', url: '/slow/40' },
    ];
    const result = await judgeSteps({ steps, warnAfter: '60ms' });
    expect(formatVerdict(result)).toMatch(/^degraded latency: all steps: took/);
  });

  it('runs the example of its page', async () => {
    const { result } = await judgePageExample('http-steps', { 'http://shop.example': shop.url }, { SHOP_PASSWORD });
    expect(formatVerdict(result)).toMatch(/^ok -/);
    expect(shop.orders.size + shop.tokens.size).toBe(0);
  });

  it('leaves the password and what it captured in no output of the program', async () => {
    const echo = {
      '/orders/${order}': '/echo',
      'eq: "${order}"': 'eq: nothing',
      '$.id, eq': '$.headers.authorization, eq',
    };
    const folder = await folderForTest('http-steps');
    const config = join(folder, 'kavmon.yaml');
    await writeFile(config, await readPageExample('http-steps', { 'http://shop.example': shop.url, ...echo }));
    const args = ['check', '-c', config, '-s', 'shop', '--no-metrics', '-o', 'json'];
    const { stdout, stderr } = await runKavmon(args, { env: { SHOP_PASSWORD } });
    expect(stdout).toContain('step 3 of 3, \\"read order\\"');
    expect(stdout).toContain('$.headers.authorization is');
    expect(stdout + stderr).not.toMatch(new RegExp(`${SHOP_TOKEN}|canary-55d1`));
  });
});
