import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import check from '../../../checks/slo/promql-threshold.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import type { HttpServer } from '../../support/http.ts';
import { type ScriptedVector, startScriptedPrometheus, vectorAnswer } from '../../support/scripted-prometheus.ts';
import { refusedPort, tcpSilent } from '../../support/tcp-faults.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const NOW_MS = 1_700_000_000_000;

let prometheus: HttpServer;
beforeAll(async () => {
  prometheus = await startScriptedPrometheus((query, parameters) => {
    const [now, before = now, more = {}] = JSON.parse(query) as [ScriptedVector, ScriptedVector?, object?];
    return vectorAnswer(parameters.has('time') ? before : now, more);
  });
});
afterAll(() => prometheus.stop());

/** The result for what the server answers now, and for a time before. */
const judge = (params: object, now: ScriptedVector, before?: ScriptedVector | null, more?: object) =>
  judgeCheck(
    check,
    { url: prometheus.url, query: JSON.stringify([now, before ?? now, more]), ...params },
    { now: NOW_MS },
  );

const verdictOf = async (...given: Parameters<typeof judge>): Promise<string> => {
  const { status, reason } = await judge(...given);
  return `${status} ${reason}`;
};

const single = (value: string): ScriptedVector => [[{}, value]];

describe('a value', () => {
  it.each([
    ['0.15', 'ok null'],
    ['0.2', 'ok null'],
    ['0.21', 'degraded threshold'],
    ['0.26', 'failed threshold'],
    ['NaN', 'error missing_value'],
    ['+Inf', 'error missing_value'],
    ['-Inf', 'error missing_value'],
  ])('of %s with the limits 200ms and 250ms is %s', async (value, verdict) => {
    expect(await verdictOf({ warn: '200ms', fail: '250ms' }, single(value))).toBe(verdict);
  });

  it.each([
    [{ fail: '2%' }, '0.021', 'failed threshold'],
    [{ fail: '2%' }, '0.019', 'ok null'],
    [{ fail: '0.82:' }, '0.81', 'failed threshold'],
    [{ fail: { max: '1GiB' } }, '1073741825', 'failed threshold'],
    [{ warn: '14d' }, '1209601', 'degraded threshold'],
  ])('is compared in base units: %j', async (params, value, verdict) => {
    expect(await verdictOf(params, single(value))).toBe(verdict);
  });

  it.each([
    ['ok', 'ok null'],
    ['warn', 'degraded threshold'],
    ['fail', 'failed threshold'],
    ['error', 'error missing_value'],
  ])('that is NaN is by onNaN %s', async (onNaN, verdict) => {
    expect(await verdictOf({ fail: 1, onNaN }, single('NaN'))).toBe(verdict);
  });
});

describe('each series', () => {
  const pods: ScriptedVector = [
    [{ pod: 'a' }, '0'],
    [{ pod: 'b' }, '3'],
    [{ pod: 'c' }, '0'],
  ];

  it('is judged, and the message names those beyond the limit', async () => {
    const { message, findings } = await judge({ fail: 0 }, pods);
    expect(message).toMatch(/: \{pod="b"\} is 3, the limit is at most 0$/);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.evidence).toMatchObject({ series: ['{pod="b"} is 3'], url: `${prometheus.url}/` });
  });

  it('is not, where a single value is wanted', async () => {
    expect(await verdictOf({ fail: 10, series: 'single' }, pods)).toBe('error config');
    expect(await verdictOf({ fail: 10, series: 'single' }, single('1'))).toBe('ok null');
  });

  it.each([
    ['ok', 'ok null'],
    ['warn', 'degraded empty_result'],
    ['fail', 'failed empty_result'],
    ['error', 'error empty_result'],
  ])('may be missing altogether, by onEmpty %s', async (onEmpty, verdict) => {
    expect(await verdictOf({ fail: 1, onEmpty }, [])).toBe(verdict);
  });

  it('leaves a hundred that are well in few assertions, and all of those that are not', async () => {
    const many = Array.from({ length: 100 }, (_, n) => [{ pod: `p${n}` }, n < 30 ? '2' : '1'] as const);
    const { assertions } = await judge({ fail: 1 }, many);
    expect(assertions.filter(({ status }) => status === 'fail')).toHaveLength(30);
    expect(assertions.filter(({ status }) => status === 'pass')).toHaveLength(20);
  });
});

describe('an answer that may not be whole', () => {
  it.each([[{ warnings: ['store is gone'] }], [{ isPartial: true }]])('is neither green nor red: %j', async (more) => {
    expect(await verdictOf({ fail: 1 }, single('0'), null, more)).toBe('error missing_value');
    const beyond = await judge({ fail: 1 }, single('5'), null, more);
    expect(beyond).toMatchObject({ status: 'error', reason: 'missing_value' });
    expect(beyond.message).toContain('the value is 5');
  });

  it('is not meant by what the server only remarks', async () => {
    const { status, notes } = await judge({ fail: 1 }, single('0'), null, { infos: ['not a counter'] });
    expect({ status, notes }).toEqual({ status: 'ok', notes: ['not a counter'] });
  });
});

describe('against a baseline', () => {
  const baseline = { offset: '7d' };

  it.each([
    ['10', '8', 'ok null'],
    ['10', '0.9', 'failed threshold'],
    ['0', '0', 'error missing_value'],
    ['0', '3', 'error missing_value'],
  ])('%s before and %s now is %s', async (before, now, verdict) => {
    expect(await verdictOf({ fail: '10%:', baseline }, single(now), single(before))).toBe(verdict);
  });

  it('tells both values, and asks for the time before', async () => {
    const { message } = await judge({ fail: '10%:', baseline }, single('1'), single('20'));
    expect(message).toMatch(/the value is 0\.05 \(1 now, 20 before\), the limit is at least 0\.1$/);
    expect(prometheus.requests.some(({ url }) => url.includes(`time=${NOW_MS / 1000 - 604_800}`))).toBe(true);
  });

  it('may be a difference', async () => {
    const difference = { ...baseline, compare: 'difference' };
    expect(await verdictOf({ fail: '-0.02:', baseline: difference }, single('0.85'), single('0.86'))).toBe('ok null');
    expect(await verdictOf({ fail: '-0.02:', baseline: difference }, single('0.8'), single('0.86'))).toBe(
      'failed threshold',
    );
  });

  it('leaves out what was too little before to compare', async () => {
    const params = { fail: '10%:', baseline: { ...baseline, min: '1:' } };
    const quiet = await judge(params, single('0'), single('0.2'));
    expect(quiet).toMatchObject({ status: 'ok', notes: [expect.stringContaining('not judged')] });
    expect(await verdictOf(params, single('0'), single('5'))).toBe('failed threshold');
  });

  const classes: ScriptedVector = [
    [{ class: 'fraud' }, '4'],
    [{ class: 'fine' }, '90'],
  ];

  it.each([
    ['error', 'error missing_value'],
    ['fail', 'failed threshold'],
    ['warn', 'degraded threshold'],
    ['ok', 'ok null'],
  ])('a series that is gone is by onGone %s', async (onGone, verdict) => {
    const params = { fail: '1%:', baseline: { ...baseline, onGone } };
    expect(await verdictOf(params, classes.slice(1), classes)).toBe(verdict);
  });

  it('a series that is new is noted, and alone is nothing to judge', async () => {
    const grown = await judge({ fail: '10%:', baseline }, classes, classes.slice(1));
    expect(grown).toMatchObject({ status: 'ok', notes: ['1 series without a value before, not judged'] });
    expect(await verdictOf({ fail: '10%:', baseline }, classes, [])).toBe('error empty_result');
  });
});

describe('over a range', () => {
  const END = NOW_MS / 1000;
  const range = { last: '10m', step: '1m' };
  const matrix = (...series: (readonly (readonly [number, string])[])[]) => ({
    status: 'success',
    data: { resultType: 'matrix', result: series.map((values, n) => ({ metric: { n: `${n}` }, values })) },
  });
  const judgeRange = async (params: object, ...series: Parameters<typeof matrix>) => {
    const server = await stopAfterTest(startScriptedPrometheus(() => matrix(...series)));
    const { status, reason } = await judgeCheck(
      check,
      { url: server.url, query: 'x', fail: 5, range, ...params },
      { now: NOW_MS },
    );
    expect(server.requests.at(-1)?.url).toContain(`start=${END - 600}&end=${END}&step=60`);
    return `${status} ${reason}`;
  };
  const values = [
    [END - 120, '1'],
    [END - 60, '9'],
    [END, '2'],
  ] as const;

  it.each([
    ['last', 'ok null'],
    ['min', 'ok null'],
    ['max', 'failed threshold'],
    ['avg', 'ok null'],
  ])('the %s of the values is judged', async (reduce, verdict) => {
    expect(await judgeRange({ range: { ...range, reduce } }, values)).toBe(verdict);
  });

  it('a series that has ended is by onStale', async () => {
    const ended = [[END - 300, '1']] as const;
    expect(await judgeRange({}, values, ended)).toBe('error missing_value');
    expect(await judgeRange({ onStale: 'ok' }, values, ended)).toBe('ok null');
    expect(await judgeRange({ onStale: 'fail' }, values, ended)).toBe('failed threshold');
  });

  it('a value that is NaN spoils the result unless it may be left out', async () => {
    const gap = [
      [END - 60, 'NaN'],
      [END, '2'],
    ] as const;
    expect(await judgeRange({}, gap)).toBe('error missing_value');
    expect(await judgeRange({ onNaN: 'ok' }, gap)).toBe('ok null');
  });
});

describe('a server of the numbers that', () => {
  it('cannot be reached leaves the check undecided, with a remedy for it', async () => {
    const url = `http://127.0.0.1:${await refusedPort()}`;
    const result = await judgeCheck(check, { url, query: 'up', fail: 1 });
    expect(formatVerdict(result)).toMatch(/^error connect_refused: /);
    expect(result.remedy).toContain('compare the port');
  });

  it('is silent is ended by the deadline, and named', async () => {
    const { port } = await stopAfterTest(tcpSilent());
    const started = performance.now();
    const result = await judgeCheck(
      check,
      { url: `http://127.0.0.1:${port}`, query: 'up', fail: 1 },
      { timeoutMs: 300 },
    );
    expect(result).toMatchObject({ status: 'timeout', notes: [`no answer from http://127.0.0.1:${port}/`] });
    expect(performance.now() - started).toBeLessThan(1300);
  });

  it('has tenants is asked for one', async () => {
    await judge({ fail: 1, tenant: 'shop', auth: { bearer: 'token-1' } }, single('0'));
    expect(prometheus.requests.at(-1)?.headers).toMatchObject({
      'x-scope-orgid': 'shop',
      authorization: 'Bearer token-1',
    });
  });
});

it.each([
  [{}, 'nothing is compared'],
  [{ fail: '5 parsecs' }, 'is no range'],
  [{ fail: 1, range: { last: '1m', step: '5m' } }, 'the step is from 1s to the whole range'],
  [{ fail: 1, range: { last: '30d', step: '1s' } }, '11000 values at most'],
  [{ fail: 1, range: { last: '1h', step: '1m' }, baseline: { offset: '7d' } }, 'exclude each other'],
  [{ limitsFrom: { namespace: 'a', deployment: 'b' } }, 'give one of failAbove'],
  [{ limitsFrom: { namespace: 'a', failAbove: 'x' } }, 'give one of deployment'],
  [{ limitsFrom: { namespace: 'a', deployment: 'b', configMap: 'c', failAbove: 'x' } }, 'give one of deployment'],
  [{ fail: 1, onNan: 'ok' }, 'onNan'],
])('the parameters %j are refused', (params, message) => {
  const { success, error } = check.params.safeParse({ url: 'http://prometheus:9090', query: 'up', ...params });
  expect(success).toBe(false);
  expect(error?.message).toContain(message);
});
