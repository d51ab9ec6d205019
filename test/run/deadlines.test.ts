import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ProbeError } from '../../src/model/errors.ts';
import type { ProbeReason } from '../../src/model/reasons.ts';
import type { ProbeSession } from '../../src/probes/probe.ts';
import { Deadline } from '../../src/run/attempt/deadline.ts';
import { executeCheck } from '../../src/run/attempt/execute-check.ts';
import { type CheckRun, checkRunning, executeRun, neverSettles, testEnvironment } from './execute-run.ts';
import { outcomeOf, registrationOf } from './sample-plans.ts';

describe('deadlines', () => {
  it.each([
    ['resolve', 'timeout/dns'],
    ['connect', 'timeout/connect_timeout'],
    ['tls', 'timeout/tls_handshake'],
    ['auth', 'timeout/deadline_attempt'],
    ['transfer', 'timeout/deadline_attempt'],
  ] as const)('a target that is silent in %s is %s', async (phase, expected) => {
    const result = await executeRun(
      async ({ tcp }) => [await tcp({})],
      { timeoutMs: 200 },
      ({ phase: enter }) => {
        enter(phase);
        return neverSettles();
      },
    );
    expect(outcomeOf(result)).toBe(expected);
    expect(result.phases).toEqual([{ name: phase, atMs: expect.any(Number), ms: expect.any(Number), done: false }]);
    expect(result.message).toMatch(new RegExp(`limit of one attempt; reached the phase ${phase}`));
    expect(result.durationMs).toBeLessThan(1200);
  });

  it('a silent target is named by the last one that its probe went to', async () => {
    const result = await executeRun(
      async ({ tcp }) => [await tcp({})],
      { timeoutMs: 200 },
      ({ phase: enter }) => {
        enter('resolve', 'first.test:1');
        enter('resolve', 'db.test:5432');
        enter('query');
        return neverSettles();
      },
    );
    expect(result.message).toMatch(/limit of one attempt; reached the phase query at db\.test:5432$/);
  });

  it('a check that waits by itself has all of its timeout, and its signal aborts', async () => {
    let aborted = false;
    const result = await executeRun(
      ({ signal }) => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return neverSettles();
      },
      { timeoutMs: 200 },
    );
    expect([outcomeOf(result), aborted]).toEqual(['timeout/deadline_check', true]);
    expect(result.durationMs).toBeGreaterThanOrEqual(199);
    expect(result.message).toContain('200ms, the timeout of the check');
  });

  it('the first cause wins: what a check says after its signal changes nothing', async () => {
    const result = await executeRun(
      ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve([]))),
      { timeoutMs: 100 },
    );
    expect(outcomeOf(result)).toBe('timeout/deadline_check');
  });

  it('phases of a probe that is through are done, the one that goes on is not', async () => {
    const result = await executeRun(
      async ({ tcp }) => {
        await tcp({});
        return neverSettles();
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

  it('the end of the run ends it as deadline_run', async () => {
    const controller = new AbortController();
    const { environment } = testEnvironment(neverSettles, { signal: controller.signal });
    const check = checkRunning(() => {
      queueMicrotask(() => controller.abort(new Deadline('deadline_run', 'the run was interrupted')));
      return neverSettles();
    });
    const result = await executeCheck(registrationOf('any'), check, environment);
    expect(outcomeOf(result)).toBe('timeout/deadline_run');
    expect(result.message).toContain('the run was interrupted');
  });

  it('time that the thread was held up by others is given back', async () => {
    // Elapsing time is what is tested: 300 ms of a held-up thread against a limit of 150 ms.
    const probe = async (): Promise<void> => {
      await sleep(60);
      await sleep(20);
    };
    const running = executeRun(
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
    return async ({ phase: enter }: ProbeSession): Promise<void> => {
      enter(phase);
      calls++;
      if (calls <= failures) throw new ProbeError(reason, `no ${calls}`);
    };
  };
  const probing: CheckRun = async ({ tcp }) => {
    await tcp({});
    return [];
  };
  const retry = { attempts: 3, backoffMs: 10, attemptTimeoutMs: null };

  it('a pass after a retry is degraded and says what came before', async () => {
    const result = await executeRun(probing, { retry }, flaky(2, 'connect_refused'));
    expect(outcomeOf(result)).toBe('degraded/connect_refused');
    expect(result.message).toBe('passed at attempt 3 only; before: no 1');
    expect(result.attempts.map(({ n, status }) => [n, status])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
      [3, 'ok'],
    ]);
  });

  it('the last failure is the result', async () => {
    const result = await executeRun(probing, { retry }, flaky(9, 'connect_refused'));
    expect([outcomeOf(result), result.attempts.length]).toEqual(['failed/connect_refused', 3]);
  });

  it('a wrong answer is not asked for again', async () => {
    const result = await executeRun(probing, { retry }, flaky(1, 'auth'));
    expect([outcomeOf(result), result.attempts.length]).toEqual(['failed/auth', 1]);
  });

  it('what may have been carried out is not sent again by a check that is not repeatable', async () => {
    const sent = await executeRun(probing, { retry, repeatable: false }, flaky(1, 'unreachable', 'request'));
    expect([outcomeOf(sent), sent.attempts.length]).toEqual(['failed/unreachable', 1]);
    const unsent = await executeRun(probing, { retry, repeatable: false }, flaky(1, 'connect_refused'));
    expect(outcomeOf(unsent)).toBe('degraded/connect_refused');
  });

  it('each attempt has its share of the timeout', async () => {
    const result = await executeRun(probing, { retry, timeoutMs: 600 }, ({ phase, signal }) => {
      phase('connect');
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    expect([outcomeOf(result), result.attempts.length]).toEqual(['timeout/connect_timeout', 3]);
    for (const { durationMs } of result.attempts) expect(durationMs).toBeLessThan(1200);
    expect(result.durationMs).toBeLessThan(1700);
  });

  it('none begins when a blocked thread has used up the time for it', async () => {
    // Elapsing time is what is tested: the thread is held up for longer than the check may take.
    const block = (): void => {
      const over = performance.now() + 1000;
      while (performance.now() < over);
    };
    const result = await executeRun(
      probing,
      { retry: { attempts: 2, backoffMs: 100, attemptTimeoutMs: null }, timeoutMs: 800 },
      () => {
        setTimeout(block, 20);
        throw new ProbeError('connect_refused', 'refused');
      },
    );
    expect([outcomeOf(result), result.attempts.length]).toEqual(['timeout/deadline_check', 1]);
    expect(result.message).toMatch(/^no result within 800ms, the timeout of the check/);
  });

  it('one that begins late still ends by the limit of the attempt, which names the phase', async () => {
    const late = { attempts: 2, backoffMs: 10, attemptTimeoutMs: 600 };
    const result = await executeRun(probing, { retry: late, timeoutMs: 1000 }, ({ phase, signal }) => {
      phase('connect');
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    expect([outcomeOf(result), result.attempts.length]).toEqual(['timeout/connect_timeout', 2]);
  });
});
