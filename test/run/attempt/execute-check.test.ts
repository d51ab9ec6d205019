import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ProbeError } from '../../../src/model/errors.ts';
import type { ProbeReason } from '../../../src/model/reasons.ts';
import { executeCheck } from '../../../src/run/attempt/execute-check.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { type CheckRun, checkRunning, executeRun, neverSettles, testEnvironment } from '../execute-run.ts';
import { outcomeOf, registrationOf } from '../sample-plans.ts';

describe('what a check notes', () => {
  const noting: CheckRun = ({ note }) => {
    note('4 Deployments are scaled to zero');
    return [];
  };

  it('is kept for the cluster, not for a service that claims a part of it', async () => {
    expect((await executeRun(noting)).notes).toEqual(['4 Deployments are scaled to zero']);
    expect((await executeRun(noting, { selector: 'app=pay' })).notes).toEqual([]);
  });
});

describe('a check that has looked at no object', () => {
  const judge = (
    changes: Parameters<typeof registrationOf>[1],
    rows: Record<string, readonly object[]>,
    run?: CheckRun,
  ) => {
    const views = Object.fromEntries(Object.entries(rows).map(([name, list]) => [name, { rows: list }]));
    const { environment } = testEnvironment(neverSettles, { views: views as never });
    return executeCheck(registrationOf('any', changes), checkRunning(run ?? (() => [])), environment);
  };
  const daemonSetCheck = { views: ['daemonSets', 'pods'] } as const;

  it('is skipped, by the first view that it needs, whatever the others have', async () => {
    const result = await judge(daemonSetCheck, { daemonSets: [], pods: [{}] });
    expect(outcomeOf(result)).toBe('skipped/empty_result');
    expect(result).toMatchObject({
      healthy: null,
      message: 'nothing to judge: no DaemonSets here',
      looked: { daemonSets: 0, pods: 1 },
      phases: [{ name: 'run', done: true }],
    });
    expect(outcomeOf(await judge(daemonSetCheck, { daemonSets: [{}], pods: [] }))).toBe('ok/-');
  });

  it('is skipped only when all views are empty that it says it judges', async () => {
    const check = { views: ['pods'], wantedViews: ['statefulSets', 'deployments'] } as const;
    const either = { ...check, judges: ['deployments', 'statefulSets'] } as const;
    const empty = await judge(either, { pods: [{}], statefulSets: [], deployments: [] });
    expect([outcomeOf(empty), empty.message]).toEqual([
      'skipped/empty_result',
      'nothing to judge: no Deployments or StatefulSets here',
    ]);
    const one = await judge(either, { pods: [], statefulSets: [{}], deployments: [] });
    expect(outcomeOf(one)).toBe('ok/-');
    expect(Object.keys(one.looked)).toEqual(['statefulSets', 'deployments', 'pods']);
  });

  it('is skipped by what it wants when it needs no view', async () => {
    expect(outcomeOf(await judge({ wantedViews: ['nodes'] }, { nodes: [] }))).toBe('skipped/empty_result');
    expect(outcomeOf(await judge({ wantedViews: ['nodes'] }, { nodes: [{}] }))).toBe('ok/-');
  });

  it('keeps what it found all the same', async () => {
    const result = await judge(daemonSetCheck, { daemonSets: [], pods: [{}] }, () => [
      { reason: 'status', message: 'it is gone' },
    ]);
    expect(outcomeOf(result)).toBe('failed/status');
  });

  it('is skipped where rows are there, and none is of what it counts itself', async () => {
    const looking =
      (count: number): CheckRun =>
      ({ looked }) => {
        looked('loadBalancers', count);
        return [];
      };
    const none = await judge({ views: ['services'] }, { services: [{}] }, looking(0));
    expect([outcomeOf(none), none.message]).toEqual([
      'skipped/empty_result',
      'nothing to judge: no Services of type LoadBalancer here',
    ]);
    const one = await judge({ views: ['services'] }, { services: [{}, {}] }, looking(1));
    expect([outcomeOf(one), Object.entries(one.looked)[0]]).toEqual(['ok/-', ['loadBalancers', 1]]);
    const rowless = await judge({ views: ['services'] }, { services: [] }, looking(0));
    expect(rowless.message).toBe('nothing to judge: no Services here');
  });

  it('is skipped when a probe says that it has looked at nothing', async () => {
    const looking =
      (count: number): CheckRun =>
      ({ looked }) => {
        looked('certificates', count);
        return [];
      };
    const nothing = await executeRun(looking(0));
    expect([outcomeOf(nothing), nothing.message]).toEqual([
      'skipped/empty_result',
      'nothing to judge: no certificates here',
    ]);
    expect(outcomeOf(await executeRun(looking(1)))).toBe('ok/-');
  });
});

describe('what a check returns', () => {
  it('an empty list is health', async () => {
    const result = await executeRun(() => []);
    expect(outcomeOf(result)).toBe('ok/-');
    expect(result).toMatchObject({ healthy: true, message: 'any is fine', attempts: [{ n: 1, status: 'ok' }] });
    expect(result.phases).toEqual([{ name: 'run', atMs: 0, ms: expect.any(Number), done: true }]);
  });

  it('a fault is failed with its reason, only warnings are degraded', async () => {
    const warning = { reason: 'latency', message: 'slow', level: 'warning' };
    expect(outcomeOf(await executeRun(() => [warning, { reason: 'status', message: 'it says 500' }]))).toBe(
      'failed/status',
    );
    expect(outcomeOf(await executeRun(() => [warning]))).toBe('degraded/latency');
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['true', true],
    ['an object', { healthy: true }],
    ['a text', 'fine'],
    ['a list of texts', ['fine']],
    ['a reason that is not known', [{ reason: 'bad_luck', message: 'x' }]],
    ['a reason of every object', [{ reason: 'toString', message: 'x' }]],
    ['no message', [{ reason: 'status' }]],
    ['a level that is not known', [{ reason: 'status', message: 'x', level: 'info' }]],
    ['an object without a name', [{ reason: 'status', message: 'x', object: { kind: 'Pod' } }]],
    ['evidence that cannot be written', [{ reason: 'status', message: 'x', evidence: { big: 1n } }]],
  ])('%s is error/internal', async (_, value) => {
    const result = await executeRun(() => value);
    expect([outcomeOf(result), result.healthy]).toEqual(['error/internal', false]);
  });

  it('a measure that is no number is error/internal', async () => {
    const result = await executeRun(({ measure }) => {
      measure('lag', Number.NaN, 's');
      return [];
    });
    expect(outcomeOf(result)).toBe('error/internal');
  });
});

describe('what a check throws', () => {
  it.each([
    ['connect_refused', 'failed'],
    ['auth', 'failed'],
    ['missing_value', 'error'],
    ['connect_timeout', 'timeout'],
  ] as const)('a ProbeError %s is %s', async (reason: ProbeReason, status) => {
    const result = await executeRun(() => Promise.reject(new ProbeError(reason, 'a fact')));
    expect([outcomeOf(result), result.message]).toEqual([`${status}/${reason}`, 'a fact']);
  });

  it('every other error, and what is none, is error/internal', async () => {
    const error = await executeRun(() => Promise.reject(new RangeError('too far')));
    expect([outcomeOf(error), error.message]).toEqual(['error/internal', 'RangeError: too far']);
    const text = await executeRun(() => {
      throw 'just a text';
    });
    expect([outcomeOf(text), text.message]).toEqual(['error/internal', "'just a text' was thrown, which is no error"]);
  });

  it('parameters that do not fit are error/config and never reach the check', async () => {
    const check = checkRunning(() => [], z.strictObject({ url: z.string() }));
    const result = await executeCheck(registrationOf('any'), check, testEnvironment(neverSettles).environment);
    expect(outcomeOf(result)).toBe('error/config');
    expect(result.message).toContain('url');
  });
});

describe('probes and views', () => {
  it('a check that does not wait for its probe has verified nothing', async () => {
    const result = await executeRun(
      ({ tcp }) => {
        tcp({}).catch(() => {});
        return [];
      },
      {},
      ({ signal }) => once(signal, 'abort'),
    );
    expect(outcomeOf(result)).toBe('error/internal');
  });

  it('the signal of a probe aborts when the check has ended', async () => {
    const asked = Promise.withResolvers<AbortSignal>();
    await executeRun(
      ({ tcp }) => Promise.race([tcp({}).then(() => []), asked.promise.then(() => [])]),
      {},
      ({ signal }) => {
        asked.resolve(signal);
        return neverSettles();
      },
    );
    expect((await asked.promise).aborted).toBe(true);
  });

  it('only declared sources are handed over', async () => {
    let keys: string[] = [];
    const check = checkRunning((context) => {
      keys = Object.keys(context);
      return [];
    });
    const { environment } = testEnvironment(neverSettles, { views: { pods: { rows: [] }, nodes: { rows: [] } } });
    const result = await executeCheck(registrationOf('any', { views: ['pods'] }), check, environment);
    expect(keys.sort()).toEqual([
      'assertion',
      'looked',
      'measure',
      'note',
      'now',
      'params',
      'pods',
      'remainingMs',
      'secret',
      'service',
      'signal',
    ]);
    expect(result.looked).toEqual({ pods: 0 });
  });

  it('a needed view that failed is its problem, a wanted one a note', async () => {
    const problem = { status: 'error', reason: 'permission', message: 'may not list pods' } as const;
    const { environment } = testEnvironment(neverSettles, { views: { pods: { problem } } });
    const needed = await executeCheck(
      registrationOf('any', { views: ['pods'] }),
      checkRunning(() => []),
      environment,
    );
    expect([outcomeOf(needed), needed.message]).toEqual(['error/permission', 'may not list pods']);
    const wanted = await executeCheck(
      registrationOf('any', { wantedViews: ['pods'] }),
      checkRunning(() => []),
      environment,
    );
    expect([outcomeOf(wanted), wanted.notes]).toEqual(['ok/-', ['judged without pods: may not list pods']]);
  });

  it('an error that comes after the result becomes a warning', async () => {
    const { environment, warnings } = testEnvironment(neverSettles);
    const { promise, reject } = Promise.withResolvers<never>();
    const result = await executeCheck(
      registrationOf('any', { timeoutMs: 50 }),
      checkRunning(() => promise),
      environment,
    );
    expect(outcomeOf(result)).toBe('timeout/deadline_check');
    reject(new Error('too late'));
    await pollUntil(() => warnings.length > 0, { what: 'the warning' });
    expect(warnings).toEqual(['it failed after its result: Error: too late']);
  });
});
