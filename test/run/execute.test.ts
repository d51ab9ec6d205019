import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Check, Registration } from '../../src/check.ts';
import { ProbeError } from '../../src/errors.ts';
import type { Session } from '../../src/probe.ts';
import type { ProbeReason } from '../../src/reasons.ts';
import type { Surroundings } from '../../src/run/attempt.ts';
import { Deadline } from '../../src/run/deadline.ts';
import { execute } from '../../src/run/execute.ts';
import { outcomeOf, registration } from './plans.ts';

type Run = (context: {
  readonly params: unknown;
  readonly signal: AbortSignal;
  readonly tcp: (options: unknown) => Promise<unknown>;
  readonly pods?: readonly unknown[];
  measure(name: string, value: number, unit?: string): void;
  note(text: string): void;
}) => unknown;

const checkOf = (run: Run, params: unknown = z.looseObject({})): Check =>
  ({ ...registration('any'), why: '', needs: [], params, run }) as unknown as Check;

const never = (): Promise<never> => new Promise(() => {});

const surroundingsOf = (probe: (session: Session) => Promise<unknown>, changes: Partial<Surroundings> = {}) => {
  const warnings: string[] = [];
  const surroundings: Surroundings = {
    views: {},
    now: 0,
    probes: { tcp: async () => (_: never, session: Session) => probe(session) },
    signal: new AbortController().signal,
    warning: (message) => void warnings.push(message),
    ...changes,
  };
  return { surroundings, warnings };
};

const go = (run: Run, changes: Partial<Registration> = {}, probe: (session: Session) => Promise<unknown> = never) =>
  execute(registration('any', { probes: ['tcp'], ...changes }), checkOf(run), surroundingsOf(probe).surroundings);

describe('what a check notes', () => {
  const noting: Run = ({ note }) => {
    note('4 Deployments are scaled to zero');
    return [];
  };

  test('is kept for the cluster, not for a service that claims a part of it', async () => {
    expect((await go(noting)).notes).toEqual(['4 Deployments are scaled to zero']);
    expect((await go(noting, { selector: 'app=pay' })).notes).toEqual([]);
  });
});

describe('what a check returns', () => {
  test('an empty list is health', async () => {
    const result = await go(() => []);
    expect(outcomeOf(result)).toBe('ok/-');
    expect(result).toMatchObject({ healthy: true, message: 'any is fine', attempts: [{ n: 1, status: 'ok' }] });
    expect(result.phases).toEqual([{ name: 'run', ms: expect.any(Number), done: true }]);
  });

  test('a fault is failed with its reason, only warnings are degraded', async () => {
    const warning = { reason: 'latency', message: 'slow', level: 'warning' };
    expect(outcomeOf(await go(() => [warning, { reason: 'status', message: 'it says 500' }]))).toBe('failed/status');
    expect(outcomeOf(await go(() => [warning]))).toBe('degraded/latency');
  });

  test.each([
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
    const result = await go(() => value);
    expect([outcomeOf(result), result.healthy]).toEqual(['error/internal', false]);
  });

  test('a measure that is no number is error/internal', async () => {
    const result = await go(({ measure }) => {
      measure('lag', Number.NaN, 's');
      return [];
    });
    expect(outcomeOf(result)).toBe('error/internal');
  });
});

describe('what a check throws', () => {
  test.each([
    ['connect_refused', 'failed'],
    ['auth', 'failed'],
    ['missing_value', 'error'],
    ['connect_timeout', 'timeout'],
  ] as const)('a ProbeError %s is %s', async (reason: ProbeReason, status) => {
    const result = await go(() => Promise.reject(new ProbeError(reason, 'a fact')));
    expect([outcomeOf(result), result.message]).toEqual([`${status}/${reason}`, 'a fact']);
  });

  test('every other error, and what is none, is error/internal', async () => {
    const error = await go(() => Promise.reject(new RangeError('too far')));
    expect([outcomeOf(error), error.message]).toEqual(['error/internal', 'RangeError: too far']);
    const text = await go(() => {
      throw 'just a text';
    });
    expect([outcomeOf(text), text.message]).toEqual(['error/internal', "'just a text' was thrown, which is no error"]);
  });

  test('parameters that do not fit are error/config and never reach the check', async () => {
    const check = checkOf(() => [], z.strictObject({ url: z.string() }));
    const result = await execute(registration('any'), check, surroundingsOf(never).surroundings);
    expect(outcomeOf(result)).toBe('error/config');
    expect(result.message).toContain('url');
  });
});

describe('deadlines', () => {
  test.each([
    ['resolve', 'timeout/dns'],
    ['connect', 'timeout/connect_timeout'],
    ['tls', 'timeout/tls_handshake'],
    ['auth', 'timeout/deadline_attempt'],
    ['transfer', 'timeout/deadline_attempt'],
  ] as const)('a target that is silent in %s is %s', async (phase, expected) => {
    const result = await go(
      async ({ tcp }) => [await tcp({})],
      { timeoutMs: 200 },
      ({ phase: enter }) => {
        enter(phase);
        return never();
      },
    );
    expect(outcomeOf(result)).toBe(expected);
    expect(result.phases).toEqual([{ name: phase, ms: expect.any(Number), done: false }]);
    expect(result.message).toMatch(new RegExp(`limit of one attempt; reached the phase ${phase}`));
    expect(result.durationMs).toBeLessThan(1200);
  });

  test('a check that waits by itself has all of its timeout, and its signal aborts', async () => {
    let aborted = false;
    const result = await go(
      ({ signal }) => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return never();
      },
      { timeoutMs: 200 },
    );
    expect([outcomeOf(result), aborted]).toEqual(['timeout/deadline_check', true]);
    expect(result.durationMs).toBeGreaterThanOrEqual(199);
    expect(result.message).toContain('200ms, the timeout of the check');
  });

  test('the first cause wins: what a check says after its signal changes nothing', async () => {
    const result = await go(
      ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve([]))),
      { timeoutMs: 100 },
    );
    expect(outcomeOf(result)).toBe('timeout/deadline_check');
  });

  test('phases of a probe that is through are done, the one that goes on is not', async () => {
    const result = await go(
      async ({ tcp }) => {
        await tcp({});
        return never();
      },
      { timeoutMs: 150 },
      async ({ phase }) => {
        phase('connect');
        phase('transfer');
      },
    );
    expect(result.phases.map(({ name, done }) => [name, done])).toEqual([
      ['connect', true],
      ['transfer', true],
      ['run', false],
    ]);
  });

  test('the end of the run ends it as deadline_run', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Deadline('deadline_run', 'the run was interrupted')), 30);
    const { surroundings } = surroundingsOf(never, { signal: controller.signal });
    const result = await execute(registration('any'), checkOf(never), surroundings);
    expect(outcomeOf(result)).toBe('timeout/deadline_run');
    expect(result.message).toContain('the run was interrupted');
  });

  test('time that the thread was held up by others is given back', async () => {
    const probe = async (): Promise<void> => {
      await sleep(60);
      await sleep(20);
    };
    const running = go(
      async ({ tcp }) => {
        await tcp({});
        return [];
      },
      { timeoutMs: 150 },
      probe,
    );
    setTimeout(() => {
      const end = performance.now() + 300;
      while (performance.now() < end);
    }, 10);
    expect(outcomeOf(await running)).toBe('ok/-');
  });
});

describe('attempts', () => {
  const flaky = (failures: number, reason: ProbeReason, phase: 'connect' | 'request' = 'connect') => {
    let calls = 0;
    return async ({ phase: enter }: Session): Promise<void> => {
      enter(phase);
      calls++;
      if (calls <= failures) throw new ProbeError(reason, `no ${calls}`);
    };
  };
  const probing: Run = async ({ tcp }) => {
    await tcp({});
    return [];
  };
  const retry = { attempts: 3, backoffMs: 10, attemptTimeoutMs: null };

  test('a pass after a retry is degraded and says what came before', async () => {
    const result = await go(probing, { retry }, flaky(2, 'connect_refused'));
    expect(outcomeOf(result)).toBe('degraded/connect_refused');
    expect(result.message).toBe('passed at attempt 3 only; before: no 1');
    expect(result.attempts.map(({ n, status }) => [n, status])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
      [3, 'ok'],
    ]);
  });

  test('the last failure is the result', async () => {
    const result = await go(probing, { retry }, flaky(9, 'connect_refused'));
    expect([outcomeOf(result), result.attempts.length]).toEqual(['failed/connect_refused', 3]);
  });

  test('a wrong answer is not asked for again', async () => {
    const result = await go(probing, { retry }, flaky(1, 'auth'));
    expect([outcomeOf(result), result.attempts.length]).toEqual(['failed/auth', 1]);
  });

  test('what may have been carried out is not sent again when that is not harmless', async () => {
    const sent = await go(probing, { retry, repeatable: false }, flaky(1, 'unreachable', 'request'));
    expect([outcomeOf(sent), sent.attempts.length]).toEqual(['failed/unreachable', 1]);
    const unsent = await go(probing, { retry, repeatable: false }, flaky(1, 'connect_refused'));
    expect(outcomeOf(unsent)).toBe('degraded/connect_refused');
  });

  test('each attempt has its share of the timeout', async () => {
    const result = await go(probing, { retry, timeoutMs: 600 }, ({ phase, signal }) => {
      phase('connect');
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    expect([outcomeOf(result), result.attempts.length]).toEqual(['timeout/connect_timeout', 3]);
    for (const { durationMs } of result.attempts) expect(durationMs).toBeLessThan(1200);
    expect(result.durationMs).toBeLessThan(1700);
  });
});

describe('probes and views', () => {
  test('a check that does not wait for its probe has verified nothing', async () => {
    const result = await go(
      ({ tcp }) => {
        tcp({}).catch(() => {});
        return [];
      },
      {},
      () => sleep(50),
    );
    expect(outcomeOf(result)).toBe('error/internal');
  });

  test('a probe is told to end when the check has ended', async () => {
    let signalled: AbortSignal | undefined;
    await go(
      ({ tcp }) => Promise.race([tcp({}).then(() => []), sleep(10).then(() => [])]),
      {},
      ({ signal }) => {
        signalled = signal;
        return never();
      },
    );
    expect(signalled?.aborted).toBe(true);
  });

  test('only declared sources are handed over', async () => {
    let keys: string[] = [];
    const check = checkOf((context) => {
      keys = Object.keys(context);
      return [];
    });
    const { surroundings } = surroundingsOf(never, { views: { pods: { rows: [] }, nodes: { rows: [] } } });
    const result = await execute(registration('any', { views: ['pods'] }), check, surroundings);
    expect(keys.sort()).toEqual([
      'assertion',
      'looked',
      'measure',
      'note',
      'now',
      'params',
      'pods',
      'service',
      'signal',
    ]);
    expect(result.looked).toEqual({ pods: 0 });
  });

  test('a needed view that failed is its problem, a wanted one a note', async () => {
    const problem = { status: 'error', reason: 'permission', message: 'may not list pods' } as const;
    const { surroundings } = surroundingsOf(never, { views: { pods: { problem } } });
    const needed = await execute(
      registration('any', { views: ['pods'] }),
      checkOf(() => []),
      surroundings,
    );
    expect([outcomeOf(needed), needed.message]).toEqual(['error/permission', 'may not list pods']);
    const wanted = await execute(
      registration('any', { wantedViews: ['pods'] }),
      checkOf(() => []),
      surroundings,
    );
    expect([outcomeOf(wanted), wanted.notes]).toEqual(['ok/-', ['judged without pods: may not list pods']]);
  });

  test('an error that comes after the result is told', async () => {
    const { surroundings, warnings } = surroundingsOf(never);
    const { promise, reject } = Promise.withResolvers<never>();
    const result = await execute(
      registration('any', { timeoutMs: 50 }),
      checkOf(() => promise),
      surroundings,
    );
    expect(outcomeOf(result)).toBe('timeout/deadline_check');
    reject(new Error('too late'));
    await sleep(0);
    expect(warnings).toEqual(['it failed after its result: Error: too late']);
  });
});
