import { describe, expect, it } from 'vitest';
import { workbookBurnRates } from '../../../checks/slo/budget/burn-rates.ts';
import check from '../../../checks/slo/error-budget.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startScriptedPrometheus, vectorAnswer } from '../../support/scripted-prometheus.ts';
import { refusedPort } from '../../support/tcp-faults.ts';
import { judgeCheck } from '../endpoint/judge-check.ts';

const HOUR_S = 3600;
/** The windows of the SRE workbook for 30 days, in seconds. */
const WINDOWS = {
  ...{ '5m': 300, '1h': HOUR_S, '30m': 1800, '6h': 6 * HOUR_S },
  ...{ '2h': 2 * HOUR_S, '1d': 24 * HOUR_S, '3d': 72 * HOUR_S, '30d': 720 * HOUR_S },
} as const;

type CountedWindow = readonly [errors: string | null, total: string | null];
type CountsByWindow = { readonly [window in keyof typeof WINDOWS]?: CountedWindow };

const wellAt = (errorShare: number, perHour = 1000): CountsByWindow =>
  Object.fromEntries(
    Object.entries(WINDOWS).map(([name, seconds]) => {
      const total = (perHour * seconds) / HOUR_S;
      return [name, [`${total * errorShare}`, `${total}`]];
    }),
  );

/** The result for so many bad requests and requests in each window; null: no series. */
const judgeCounts = async (counts: CountsByWindow, params: object = {}, more: object = {}) => {
  const server = await stopAfterTest(
    startScriptedPrometheus((query) => {
      const [, kind, seconds] = /^(errors|total)\[(\d+)s\]$/.exec(query) ?? [];
      const name = Object.entries(WINDOWS).find(([, value]) => value === Number(seconds))?.[0];
      const count = counts[name as keyof typeof WINDOWS]?.[kind === 'errors' ? 0 : 1] ?? null;
      return vectorAnswer(count === null ? [] : [[{}, count]], more);
    }),
  );
  return judgeCheck(check, {
    url: server.url,
    objective: '99.9%',
    errors: 'errors[$window]',
    total: 'total[$window]',
    ...params,
  });
};

const verdictOf = async (...given: Parameters<typeof judgeCounts>): Promise<string> => {
  const { status, reason } = await judgeCounts(...given);
  return `${status} ${reason}`;
};

const calm = wellAt(0.0002);

describe('a burn rate', () => {
  it.each<readonly [string, CountsByWindow, string]>([
    ['14.4 over 1h and 5m', { '1h': ['15', '1000'], '5m': ['2', '83'] }, 'failed threshold'],
    ['14.4 over 1h, and ended since 5m', { '1h': ['15', '1000'], '5m': ['0', '83'] }, 'ok null'],
    ['14.4 over 5m, and only begun', { '1h': ['9', '1000'], '5m': ['9', '83'] }, 'ok null'],
    ['14.3 over 1h', { '1h': ['14.3', '1000'], '5m': ['2', '83'] }, 'ok null'],
    ['6 over 6h and 30m', { '6h': ['40', '6000'], '30m': ['4', '500'] }, 'failed threshold'],
    ['3 over 1d and 2h', { '1d': ['80', '24000'], '2h': ['8', '2000'] }, 'degraded threshold'],
    ['1 over 3d and 6h', { '3d': ['80', '72000'], '6h': ['7', '6000'] }, 'degraded threshold'],
  ])('of %s is judged as the SRE workbook does', async (_, counts, verdict) => {
    expect(await verdictOf({ ...calm, ...counts })).toBe(verdict);
  });

  it('tells how fast, and how long a budget would last', async () => {
    const { message, measures, findings } = await judgeCounts({ ...calm, '1h': ['20', '1000'], '5m': ['5', '100'] });
    expect(message).toBe(
      'objective 99.9 %: the budget burns 20.0 times too fast over 1h and 50.0 times over 5m, the limit is 14.4; a whole one lasts 1d 12h',
    );
    expect(findings).toHaveLength(1);
    expect(measures.budget_left).toEqual({ value: expect.closeTo(80), unit: '%' });
  });

  it('scales its windows with that of the objective', async () => {
    expect(await verdictOf(calm, { window: '60d' })).toBe('error empty_result');
    expect(workbookBurnRates(28 * 86_400_000)[0]).toMatchObject({ rate: 14.4, long: 56 * 60_000, short: 280_000 });
  });

  it('may be one of one’s own', async () => {
    const burnRates = [{ rate: 2, long: '2h', short: '5m', level: 'warn' }];
    const counts = { '2h': ['10', '2000'], '5m': ['3', '80'], '30d': ['10', '720000'] } as const;
    expect(await verdictOf(counts, { burnRates })).toBe('degraded threshold');
  });
});

describe('too few requests', () => {
  it('of a window are not judged, and noted', async () => {
    const { status, notes } = await judgeCounts({ ...calm, '1h': ['3', '9'], '5m': ['3', '3'] });
    expect(status).toBe('ok');
    expect(notes).toContain('fewer than 10 requests in 1h: not judged');
    expect(await verdictOf({ ...calm, '1h': ['3', '9'], '5m': ['3', '3'] }, { minRequests: 5 })).toBe(
      'failed threshold',
    );
  });

  it('are those of which a single one was bad, however large its share', async () => {
    expect(await verdictOf({ ...calm, '1h': ['1.2', '20'], '5m': ['1.2', '2'] })).toBe('ok null');
    expect(await verdictOf({ ...calm, '1h': ['20', '20'], '5m': ['2', '2'] })).toBe('failed threshold');
  });

  it.each([
    ['error', 'error empty_result'],
    ['ok', 'ok null'],
    ['warn', 'degraded empty_result'],
    ['fail', 'failed empty_result'],
  ])('of the whole window are by onTooFew %s', async (onTooFew, verdict) => {
    expect(await verdictOf(wellAt(0, 0.001), { onTooFew })).toBe(verdict);
  });
});

describe('the budget', () => {
  it('warns once it is spent', async () => {
    expect(await verdictOf({ ...calm, '30d': ['730', '720000'] })).toBe('degraded threshold');
    expect(await verdictOf({ ...calm, '30d': ['710', '720000'] })).toBe('ok null');
  });

  it('has limits of its own', async () => {
    const counts: CountsByWindow = { ...calm, '30d': ['600', '720000'] };
    const { status, message } = await judgeCounts(counts, { budgetLeft: { warn: '50%:', fail: '20%:' } });
    expect(status).toBe('failed');
    expect(message).toContain('16.7 % of the budget of 30d is left: 600 of 720000 requests were bad');
  });

  it('is not spent by a single bad request', async () => {
    expect(await verdictOf({ ...wellAt(0, 0.5), '30d': ['1.1', '360'] })).toBe('ok null');
  });
});

describe('an answer', () => {
  it('without errors is none of them, and says so, unless it must have a series', async () => {
    const clean = Object.fromEntries(Object.entries(calm).map(([name, [, total]]) => [name, [null, total]]));
    const { status, notes } = await judgeCounts(clean as never);
    expect({ status, notes }).toEqual({ status: 'ok', notes: [expect.stringContaining('taken as no errors')] });
    expect(await verdictOf(clean as never, { onNoErrors: 'error' })).toBe('error empty_result');
  });

  it.each([
    ['no series', null, 'error empty_result'],
    ['NaN', 'NaN', 'error missing_value'],
    ['an infinite number', '+Inf', 'error missing_value'],
    ['a negative number', '-1', 'error missing_value'],
  ])('with %s of requests leaves the check undecided', async (_, total, verdict) => {
    expect(await verdictOf({ ...calm, '6h': ['0', total] })).toBe(verdict);
  });

  it('that may not be whole is no green', async () => {
    expect(await verdictOf(calm, {}, { warnings: ['store is gone'] })).toBe('error missing_value');
    expect(await verdictOf({ ...calm, '1h': ['900', '1000'], '5m': ['9', '9'] }, {}, { isPartial: true })).toBe(
      'error missing_value',
    );
  });

  it('that does not come is no burn', async () => {
    const url = `http://127.0.0.1:${await refusedPort()}`;
    expect(await verdictOf(calm, { url })).toBe('error connect_refused');
  });
});

it.each([
  [{ objective: '99.9' }, 'write 99.9%'],
  [{ objective: '100%' }, 'write 99.9%'],
  [{ objective: '0%' }, 'write 99.9%'],
  [{ window: '1d' }, 'shorter than 7d'],
  [{ errors: 'sum(increase(x[30d]))' }, 'it has no $window'],
  [{ burnRates: [{ rate: 2, long: '5m', short: '1h', level: 'warn' }] }, 'to less than long'],
])('the parameters %j are refused', (params, message) => {
  const given = { url: 'http://prometheus:9090', objective: '99.9%', errors: 'a[$window]', total: 'b[$window]' };
  const { success, error } = check.params.safeParse({ ...given, ...params });
  expect(success).toBe(false);
  expect(error?.message).toContain(message);
});
