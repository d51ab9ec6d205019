import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import asyncJob from '../../../checks/endpoint/async-job.ts';
import httpSteps from '../../../checks/endpoint/http-steps.ts';
import { findRunId, makeRunId } from '../../../checks/endpoint/steps/run-id.ts';
import { startHttpServer } from '../../support/http.ts';
import { answerJson } from '../../support/http-routes.ts';
import { SHOP_PASSWORD, startShop } from '../../support/shop.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const MINUTE_MS = 60_000;
const now = Date.parse('2026-11-28T23:59:00.500Z');
const idBefore = (minutes: number): string => makeRunId(now - minutes * MINUTE_MS);

let shop: Awaited<ReturnType<typeof startShop>>;
beforeEach(async () => {
  shop = await startShop();
});
afterEach(() => shop.stop());

const AUTH = { auth: { bearer: '${token}' } };
const LOGIN = {
  name: 'log in',
  url: '/login',
  json: { user: 'monitor', password: '${password}' },
  capture: { token: { jsonPath: '$.token' } },
};
const LEFTOVERS = {
  list: { url: '/orders', ...AUTH },
  items: '$.orders[*]',
  name: '$.items[0]',
  id: '$.id',
  remove: { url: '/orders/${leftover}', ...AUTH },
};

const judge = (leftovers: object = {}, login: object = {}) =>
  judgeCheck(
    httpSteps,
    {
      ...{ baseUrl: shop.url, variables: { password: SHOP_PASSWORD }, steps: [{ ...LOGIN, ...login }] },
      ...{ leftovers: { ...LEFTOVERS, ...leftovers }, cleanup: [{ name: 'log out', url: '/logout', ...AUTH }] },
    },
    { now },
  );

const keep = (...names: readonly string[]): void => {
  for (const [index, name] of names.entries()) shop.orders.set(`order ${index}`, JSON.stringify({ items: [name] }));
};

describe('leftovers of runs that were killed', () => {
  it('are removed and named, and nothing else is: not what is young, and not what only looks alike', async () => {
    const old = [idBefore(61), `order of ${idBefore(24 * 60)} for tests`];
    const others = ['a customer', idBefore(59), idBefore(-120), `my-${idBefore(90)}`, `${idBefore(90)}0`];
    const earlier = ['kavmon-1a2b3c4d', 'kavmon-20269928t235900z-1a2b3c4d', 'kavmon'];
    keep(...old, ...others, ...earlier);
    const result = await judge();
    expect(formatVerdict(result)).toMatch(/^ok -/);
    const left = [...shop.orders.values()].map((body) => JSON.parse(body).items[0]);
    expect(left).toEqual([...others, ...earlier]);
    expect(result.notes.join()).toMatch(/^removed 2 leftovers of earlier runs, which were ended .*: kavmon-2026/);
    for (const name of old) expect(result.notes.join()).toContain(findRunId(name)?.runId);
    expect(result.measures.leftovers_removed).toMatchObject({ value: 2 });
    expect(shop.tokens.size).toBe(0);
  });

  it('are none in most runs, which say nothing of it', async () => {
    const result = await judge();
    expect([formatVerdict(result).slice(0, 4), result.notes]).toEqual(['ok -', []]);
  });

  it('are younger or older than `age` says', async () => {
    keep(idBefore(61), idBefore(200));
    await judge({ age: '3h' });
    expect(shop.orders.size).toBe(1);
  });

  it.each([
    ['a list that is refused', { list: { url: '/orders' } }, /: cannot be found: GET \S+: status is 401, expected 2xx/],
    ['a list that is no JSON', { list: { url: '/ok' } }, /: cannot be found: GET \S+: the body is not JSON/],
    ['a path to names that is wrong', { name: '$.title' }, /none of 1 entry has a text at \$\.title/],
    ['a path to ids that is wrong', { id: '$.key' }, /: kavmon-\S+ cannot be removed: it has nothing at \$\.key/],
    [
      'a removal that fails',
      { remove: { url: '/status/500' } },
      /: kavmon-\S+ cannot be removed: DELETE \S+: status is 500, expected/,
    ],
  ])('warn where they cannot be removed: %s', async (_, changes, words) => {
    keep(idBefore(90));
    const result = await judge(changes);
    expect(result).toMatchObject({ status: 'degraded', message: expect.stringMatching(words) });
    expect(result.message).toContain('leftovers of earlier runs');
    expect([shop.orders.size, shop.tokens.size]).toEqual([1, 0]);
  });

  it('that cannot be removed are one finding for each reason, and the others are removed all the same', async () => {
    const jobs = ['free', 'late', ...Array.from({ length: 7 }, (_, index) => `locked${index}`)];
    const server = await startHttpServer({
      routes: {
        login: ({ response }) => answerJson(response, {}),
        jobs: ({ request, response, rest: [id = ''] }) => {
          if (request.method !== 'DELETE')
            return answerJson(
              response,
              jobs.map((one) => ({ name: idBefore(90), ...(one === 'late' ? {} : { id: one }) })),
            );
          return answerJson(response, {}, id === 'free' ? 200 : 500);
        },
      },
    });
    const leftovers = { list: { url: '/jobs' }, id: '$.id', remove: { url: '/jobs/${leftover}' } };
    const params = { baseUrl: server.url, steps: [{ name: 'log in', url: '/login' }], leftovers };
    const result = await judgeCheck(httpSteps, params, { now });
    const lost = await judgeCheck(
      httpSteps,
      { ...params, steps: [{ name: 'get', url: 'http://127.0.0.1:1/' }] },
      { now },
    );
    await server.stop();
    expect(lost.notes).toContainEqual(expect.stringMatching(/^leftovers of earlier runs: kavmon-.*; and 3 more$/));
    expect(result.findings.map(({ reason, message }) => [reason, message.match(/cannot be removed/g)?.length])).toEqual(
      [
        ['missing_value', 1],
        ['status', 5],
      ],
    );
    expect(result.findings[1]?.message).toMatch(/^leftovers of earlier runs: kavmon-.*; and 2 more$/);
    expect(result.notes.join()).toMatch(/^removed 1 leftover of earlier runs/);
  });

  it('are not looked for when what that takes was never captured', async () => {
    keep(idBefore(90));
    const result = await judge({}, { json: { user: 'nobody', password: 'none' } });
    expect(result).toMatchObject({ status: 'failed', reason: 'auth' });
    expect(result.notes.join()).toContain('leftovers of earlier runs were not looked for: ${token} was not captured');
    expect(shop.orders.size).toBe(1);
  });

  it('that others have removed meanwhile are no fault, and a hundred at most are removed at once', async () => {
    keep(...Array.from({ length: 130 }, () => idBefore(90)));
    const result = await judge({ remove: { url: '/status/404' } });
    expect(formatVerdict(result)).toMatch(/^ok -/);
    expect(result.notes.join()).toMatch(/removed 100 leftovers .*; 30 more are for the next run/);
  });

  it('of `async-job` are removed by the same rules, an array of texts without any path', async () => {
    const names = new Set([idBefore(90), 'nightly']);
    const jobs = await startHttpServer({
      routes: {
        jobs: ({ request, response, rest: [name = ''] }) => {
          if (request.method === 'DELETE') names.delete(name);
          if (request.method === 'POST') response.setHeader('location', '/jobs/1');
          answerJson(response, request.method === 'GET' && name === '' ? [...names] : { status: 'done' });
        },
      },
    });
    const leftovers = { list: { url: '/jobs' }, name: '$', remove: { url: '/jobs/${leftover}' } };
    const params = { baseUrl: jobs.url, submit: { url: '/jobs' }, poll: { state: '$.status' }, leftovers };
    const result = await judgeCheck(asyncJob, params, { now });
    await jobs.stop();
    expect(formatVerdict(result)).toMatch(/^ok -/);
    expect([...names]).toEqual(['nightly']);
  });

  it('are never younger than ten minutes, and `${leftover}` is known to the request that removes', () => {
    const problemsOf = (leftovers: object) =>
      httpSteps.params
        .safeParse({ baseUrl: shop.url, steps: [{ name: 'one', url: '/' }], leftovers: { ...LEFTOVERS, ...leftovers } })
        .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    const list = { url: '/orders' };
    const remove = { url: '/orders/${leftover}' };
    expect(problemsOf({ list, remove })).toBeUndefined();
    expect(problemsOf({ list, remove, age: '5m' })).toEqual([expect.stringMatching(/^leftovers\.age: .*10m or more/)]);
    expect(problemsOf({ list: remove, remove })).toEqual([
      expect.stringMatching(/^leftovers\.list\.url: nothing gives \$\{leftover\}/),
    ]);
  });
});
