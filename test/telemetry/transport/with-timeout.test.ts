import { describe, expect, it } from 'vitest';
import { startBudget } from '../../../src/telemetry/transport/sending-budget.ts';
import { withTimeout } from '../../../src/telemetry/transport/with-timeout.ts';

describe('withTimeout', () => {
  it('counts what came before in the same budget, and names the whole of it', async () => {
    const budget = { ...startBudget(60_000), endsAt: performance.now() + 20 };
    await expect(withTimeout(budget, () => new Promise(() => {}))).rejects.toThrow('no answer within 60000 ms');
  });

  it('sends nothing when nothing is left', async () => {
    const budget = { ...startBudget(60_000), endsAt: performance.now() };
    let sent = 0;
    const send = async () => {
      sent += 1;
    };
    await expect(withTimeout(budget, send)).rejects.toThrow('the 60000 ms for telemetry were over before');
    expect(sent).toBe(0);
  });

  it('aborts what is sent when the time is over, and leaves it alone when it was answered', async () => {
    let aborted: AbortSignal | undefined;
    const send = async (signal: AbortSignal) => {
      aborted = signal;
      return 'answer';
    };
    expect(await withTimeout(startBudget(1000), send)).toBe('answer');
    expect(aborted?.aborted).toBe(false);
    const late = withTimeout(startBudget(1), (signal) => {
      aborted = signal;
      return new Promise(() => {});
    });
    await expect(late).rejects.toThrow('no answer within 1 ms');
    expect(aborted?.aborted).toBe(true);
  });
});
